/** A line that begins a block scalar: `cmd: |`, `- >-`. */
const opensBlock = /(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$/;

/** What begins something of its own: a key, an item, a comment. */
const beginsEntry = /^\s*(?:#|- |-$|[^\s#][^#]*?:(?:\s|$))/;

/**
 * How many lines below a line belong to the value that begins on it: those of its block scalar, or those on which its
 * text goes on. It looks at indentation only, because what is to be found may be that the file cannot be read.
 */
export function linesOfValue(lines: readonly string[], first: number): number {
  const start = lines[first] ?? "";
  const indent = indentOf(start);
  const isBlock = opensBlock.test(start);
  let count = 0;
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      if (isBlock) continue;
      break;
    }
    if (indentOf(line) <= indent || (!isBlock && beginsEntry.test(line))) break;
    count = at - first;
  }
  return count;
}

/** The line on which a comment may stand before the value that a line is part of. */
export function firstLineOfValue(lines: readonly string[], line: number): number {
  const first = Math.max(0, line - mostLines);
  for (let at = first; at < line; at += 1) if (linesOfValue(lines, at) >= line - at) return at;
  return line;
}

/** A value of more lines than this is no command that somebody writes into a pipeline. */
const mostLines = 100;

function indentOf(line: string): number {
  const dashes = /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
  return Math.min(dashes, /\S|$/.exec(line)?.index ?? 0);
}
