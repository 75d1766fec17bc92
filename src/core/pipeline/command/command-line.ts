import type { Document, Node, ScalarNode } from "../node.ts";
import { childOf } from "../map-entries.ts";
import type { Stage } from "../model.ts";
import type { Range } from "../problem.ts";
import { isOutside, resolvePath } from "../repository-path.ts";
import { isList } from "../value.ts";
import { readShellLine, type ShellCommand, type ShellWord } from "./shell-words.ts";

/** A program of a stage's command, with the folder in which it runs. */
export interface PlacedCommand extends ShellCommand {
  /** Repository-relative; undefined after a `cd` to a place that is not known before it runs. */
  readonly folder: string | undefined;
}

/** One line of a stage's command, which DVC gives to a shell of its own. */
export interface CommandLine {
  /** After interpolation. */
  readonly text: string;
  readonly commands: readonly PlacedCommand[];
  /** The scalar of dvc.yaml that it comes from, where there is one. */
  readonly source: CommandSource | undefined;
}

/** What dvc.yaml writes for a line: with `${}` in it, and perhaps over several lines. */
interface CommandSource {
  readonly node: ScalarNode;
  /** As in the file, quotes included. */
  readonly written: string;
}

/** The lines of a stage's command; none of what is not text. */
export function commandLines(stage: Stage, definition: Node | undefined, document: Document): CommandLine[] {
  const written = childOf(definition, "cmd");
  const items = isList(stage.cmd) ? stage.cmd : [stage.cmd];
  const lines = items.flatMap((item, index) => {
    if (typeof item !== "string") return [];
    const node = written?.kind === "list" ? written.items[index] : written;
    const source = node?.kind === "scalar" ? sourceOf(node, document) : undefined;
    // A line that ends in a backslash goes on, as its author means it.
    return item
      .split(/(?<!\\)\r?\n/)
      .filter((line) => line.trim() !== "")
      .map((text) => ({ text, source, commands: readShellLine(text) }));
  });
  const lost = lines.findIndex(({ commands }) => isLoneChange(commands));
  // Behind a line that only changes the folder, paths are meant to be in a folder in which they are not.
  return lines.map((line, at) => {
    const isMeantElsewhere = lost >= 0 && at > lost;
    return { ...line, commands: inFolders(line.commands, isMeantElsewhere ? undefined : stage.wdir) };
  });
}

/** A line that does nothing but `cd`: DVC runs the next one in a shell of its own, where it has no effect. */
export function isLoneChange(commands: readonly ShellCommand[]): boolean {
  const [command, ...others] = commands;
  return others.length === 0 && command?.words[0]?.text === "cd" && command.words.length > 1;
}

function sourceOf(node: ScalarNode, { text }: Document): CommandSource {
  return { node, written: text.slice(node.range.start, node.range.end) };
}

/** Follows `cd`: what stands after it on the line runs elsewhere. */
function inFolders(commands: readonly ShellCommand[], start: string | undefined): PlacedCommand[] {
  let folder = start;
  return commands.map((command) => {
    const placed = { ...command, folder };
    const [program, target] = command.words;
    if (program?.text === "cd" || program?.text === "pushd") folder = changed(folder, target);
    return placed;
  });
}

function changed(folder: string | undefined, target: ShellWord | undefined): string | undefined {
  if (folder === undefined || !target?.isLiteral || target.text.startsWith("-")) return undefined;
  const path = resolvePath(folder, target.text);
  return isOutside(path) ? undefined : path;
}

/** The path of a word that a program gets, repository-relative. Undefined where it is not known or leaves the repository. */
export function pathOfWord(
  word: Pick<ShellWord, "text" | "isLiteral">,
  { folder }: PlacedCommand,
): string | undefined {
  if (folder === undefined || !word.isLiteral || word.text === "") return undefined;
  const path = resolvePath(folder, word.text);
  return isOutside(path) ? undefined : path;
}

/**
 * Where dvc.yaml writes a piece of a line: exactly, where it stands there letter by letter on one line or only once, and
 * else the whole command. `isExact` says which.
 */
export function placeOf(
  { text, source }: CommandLine,
  piece: { readonly start: number; readonly end: number },
  whole: Range,
): { readonly range: Range; readonly isExact: boolean } {
  if (!source) return { range: whole, isExact: false };
  const { node, written } = source;
  const shift = node.style === "plain" ? 0 : 1;
  const isOneLine = written.slice(shift, written.length - shift) === text;
  const at = isOneLine ? piece.start + shift : onlyPlace(written, text.slice(piece.start, piece.end));
  if (at === undefined) return { range: node.range, isExact: false };
  const start = node.range.start + at;
  return { range: { start, end: start + piece.end - piece.start }, isExact: true };
}

/** The offset of the one place where a word stands by itself. */
function onlyPlace(written: string, word: string): number | undefined {
  const places: number[] = [];
  for (let at = written.indexOf(word); at >= 0; at = written.indexOf(word, at + 1)) {
    const around = written.charAt(at - 1) + written.charAt(at + word.length);
    if (!/[\w./$}{-]/.test(around)) places.push(at);
  }
  return places.length === 1 ? places[0] : undefined;
}
