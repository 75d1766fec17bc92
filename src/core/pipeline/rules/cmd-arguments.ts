import { type CommandLine, pathOfWord, type PlacedCommand } from "../command/command-line.ts";
import { scriptOf } from "../command/script-of.ts";
import type { ShellWord } from "../command/shell-words.ts";

/** A path that a program gets as an argument. */
export interface PathArgument {
  readonly line: CommandLine;
  /** Where it stands in the line. */
  readonly piece: { readonly start: number; readonly end: number };
  readonly path: string;
  /** The option before it, without its dashes; undefined of an argument that stands by itself. */
  readonly option: string | undefined;
  /** The shell writes the file: `> log.txt`. */
  readonly isWritten: boolean;
}

/** The arguments of a stage's command that can be paths of the repository. */
export function pathArguments(lines: readonly CommandLine[]): PathArgument[] {
  return lines.flatMap((line) => line.commands.flatMap((command) => argumentsOf(line, command)));
}

/** Programs that look at a path, make it or remove it: what is in it does not matter to them. */
const unreading = /^(?:\[|\[\[|test|rm|rmdir|mkdir|touch|chmod|chown|ls|echo|printf|cd|export)$/;

/** Programs whose `-o` names no output. */
const otherO = /^(?:unzip|7z|tar|[ef]?grep|set|ssh|scp|ps|cp|mount|find)$/;

/** Words of the shell before the program of a command. */
const keywords = /^(?:if|then|elif|else|while|until|do|!|\{)$/;

/** The name of the program of a command: `[` of `if [ -f x ]`. */
function programOf({ words }: PlacedCommand): string {
  return words.find(({ text }) => !keywords.test(text))?.text ?? "";
}

function argumentsOf(line: CommandLine, command: PlacedCommand): PathArgument[] {
  const script = scriptOf(command.words)?.word;
  const program = programOf(command);
  const isReading = !unreading.test(program);
  const found: PathArgument[] = [];
  const add = (word: ShellWord, option: string | undefined, isWritten: boolean): void => {
    const path = looksLikePath(word.text) ? pathOfWord(word, command) : undefined;
    if (path === undefined || word.end - word.start < word.text.length) return;
    found.push({
      line,
      piece: { start: word.end - word.text.length, end: word.end },
      path,
      option,
      isWritten,
    });
  };
  for (const [at, word] of command.words.entries()) {
    if (at === 0 || word === script || !isReading) continue;
    const [, option, value] = /^--?([A-Za-z][\w-]*)=(.+)$/s.exec(word.text) ?? [];
    if (option !== undefined && value !== undefined) add({ ...word, text: value }, option, false);
    else if (!word.text.startsWith("-")) {
      const before = command.words[at - 1]?.text ?? "";
      const name = /^--?([A-Za-z][\w-]*)$/.exec(before)?.[1];
      add(word, name === "o" && otherO.test(program) ? undefined : name, false);
    }
  }
  for (const word of command.reads) add(word, undefined, false);
  for (const word of command.writes) add(word, undefined, true);
  return found;
}

/** What a command removes again: a file that was there for a while only. */
export function removedPaths(lines: readonly CommandLine[]): ReadonlySet<string> {
  const removing = lines.flatMap(({ commands }) => commands.filter((command) => programOf(command) === "rm"));
  return new Set(
    removing.flatMap((command) => command.words.flatMap((word) => pathOfWord(word, command) ?? [])),
  );
}

/** A word alone may be anything: a path has a folder or a suffix. */
function looksLikePath(text: string): boolean {
  if (/[\s:=,;{}()%]|^\d+(?:\.\d+)*$/.test(text)) return false;
  return /\//.test(text) ? !text.startsWith("/") : /^[\w-][\w.-]*\.[A-Za-z]\w{0,9}$/.test(text);
}
