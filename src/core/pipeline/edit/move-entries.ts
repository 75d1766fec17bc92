import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import type { Entry, MapNode, Node } from "../node.ts";
import type { Fix, TextChange } from "../problem.ts";

/** Entries of a block mapping that are to move into a mapping below one of its keys. */
export interface Move {
  readonly file: string;
  readonly text: string;
  readonly entries: readonly Entry[];
  readonly key: string;
  /** The mapping under the key, where there is one. */
  readonly target: Node | undefined;
}

/**
 * The changes that move entries with their lines; none where one of them shares its line with something else, as in
 * brackets, or where the target is no block mapping.
 */
export function moveEntries({ file, text, entries, key, target }: Move): Fix["changes"] | undefined {
  const lines = entries.map((entry) => wholeLines(text, entry));
  const [first] = entries;
  if (first === undefined || lines.some((range) => range === undefined)) return undefined;
  const ranges = lines.flatMap((range) => range ?? []);
  const column = columnOf(text, first.key.range.start);
  const moved = (to: number): string =>
    ranges.map(({ start, end }) => shifted(text.slice(start, end), to - column)).join("");
  const removals = ranges.map((range): TextChange => ({ file, range, newText: "" }));
  if (target === undefined) {
    const [place, ...others] = removals;
    if (place === undefined) return undefined;
    const head = `${" ".repeat(column)}${key}:\n`;
    return [{ ...place, newText: head + moved(column + 2) }, ...others];
  }
  const to = blockColumn(text, target);
  if (to === undefined) return undefined;
  const end = lineEnd(text, target.range.end);
  const lead = text[end - 1] === "\n" ? "" : "\n";
  const newText = lead + moved(to);
  const isNext = removals.some(({ range }) => range.start === end);
  // An insertion and a removal at one place are one change: their order would matter.
  if (isNext) return removals.map((each) => (each.range.start === end ? { ...each, newText } : each));
  return [{ file, range: { start: end, end }, newText }, ...removals];
}

/** The lines of an entry, with the last line break; undefined where something else stands before it. */
function wholeLines(text: string, { key, value }: Entry): TextChange["range"] | undefined {
  const start = lineStart(text, key.range.start);
  if (text.slice(start, key.range.start).trim() !== "" || value.range.end < key.range.end) return undefined;
  return { start, end: lineEnd(text, value.range.end) };
}

function blockColumn(text: string, target: Node): number | undefined {
  if (target.kind !== "map" || text[target.range.start] === "{") return undefined;
  return firstColumn(text, target);
}

function firstColumn(text: string, { entries }: MapNode): number | undefined {
  const start = entries[0]?.key.range.start;
  return start === undefined ? undefined : columnOf(text, start);
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function shifted(lines: string, by: number): string {
  const ended = lines.endsWith("\n") ? lines : `${lines}\n`;
  return by >= 0
    ? ended.replace(/^(?=.*\S)/gm, " ".repeat(by))
    : ended.replaceAll(new RegExp(`^ {${-by}}`, "gm"), "");
}
