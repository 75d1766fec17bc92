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

function argumentsOf(line: CommandLine, command: PlacedCommand): PathArgument[] {
  const script = scriptOf(command.words)?.word;
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
    if (at === 0 || word === script) continue;
    const [, option, value] = /^--?([A-Za-z][\w-]*)=(.+)$/s.exec(word.text) ?? [];
    if (option !== undefined && value !== undefined) add({ ...word, text: value }, option, false);
    else if (!word.text.startsWith("-")) {
      const before = command.words[at - 1]?.text ?? "";
      add(word, /^--?([A-Za-z][\w-]*)$/.exec(before)?.[1], false);
    }
  }
  for (const word of command.reads) add(word, undefined, false);
  for (const word of command.writes) add(word, undefined, true);
  return found;
}

/** A word alone may be anything: a path has a folder or a suffix. */
function looksLikePath(text: string): boolean {
  if (/[\s:=,;{}()]|^\d+(?:\.\d+)*$/.test(text)) return false;
  return /\//.test(text) ? !text.startsWith("/") : /^[\w-][\w.-]*\.[A-Za-z]\w{0,9}$/.test(text);
}
