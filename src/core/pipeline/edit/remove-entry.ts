import { lineStart } from "../yaml/line-bounds.ts";
import type { Range } from "../problem.ts";

/** Where an entry has its key and its value. */
interface EntryPlace {
  readonly key: { readonly range: Range };
  readonly value: { readonly range: Range };
}

/** What to take out of a text so that an entry is gone: its lines, or inside of brackets the entry with its comma. */
export function rangeOfEntry(text: string, { key, value }: EntryPlace): Range {
  const start = lineStart(text, key.range.start);
  const end = Math.max(key.range.end, value.range.end);
  if (text.slice(start, key.range.start).trim() === "") {
    if (text[end - 1] === "\n") return { start, end };
    const lineBreak = text.indexOf("\n", end);
    return { start, end: lineBreak < 0 ? text.length : lineBreak + 1 };
  }
  const after = /^\s*,\s*/.exec(text.slice(end))?.[0].length;
  if (after !== undefined) return { start: key.range.start, end: end + after };
  const before = /,\s*$/.exec(text.slice(start, key.range.start))?.[0].length ?? 0;
  return { start: key.range.start - before, end };
}
