import type { Range } from "../problem.ts";
import { lineAt } from "./indentation.ts";
import { lineStart } from "./line-bounds.ts";
import { blank, type Repair } from "./syntax-finding.ts";

const closers: Readonly<Record<string, string>> = { "[": "]", "{": "}" };

/** A bracket that is never closed, or is closed by the other kind. `offset` is where the parser gave up on it. */
export function repairFlow(source: string, offset: number): Repair | undefined {
  const open = openBracket(source, offset);
  const closer = open === undefined ? undefined : closerOf(source, open);
  if (open === undefined || closer === undefined) return undefined;
  const found = source[offset];
  if (found !== "]" && found !== "}") return notClosed(source, { start: open, end: endOfFlow(source, open) });
  const outer = openBracket(source, open);
  if (outer !== undefined && closerOf(source, outer) === found) {
    return notClosed(source, { start: open, end: open + source.slice(open, offset).trimEnd().length });
  }
  const at = { start: offset, end: offset + 1 };
  return {
    code: "yaml/unclosed-flow",
    message: `'${found}' closes a '${source.charAt(open)}': write '${closer}'.`,
    range: at,
    fixes: [{ title: `Write '${closer}'`, edits: [{ at, newText: closer }], preferred: true }],
    repaired: blank(source, { start: open, end: offset + 1 }),
  };
}

function closerOf(source: string, open: number): string | undefined {
  return closers[source.charAt(open)];
}

function notClosed(source: string, flow: Range): Repair {
  const closer = closerOf(source, flow.start) ?? "";
  const end = { start: flow.end, end: flow.end };
  return {
    code: "yaml/unclosed-flow",
    message: `This '${source.charAt(flow.start)}' is never closed: add '${closer}'.`,
    range: { start: flow.start, end: flow.start + 1 },
    fixes: [{ title: `Add '${closer}'`, edits: [{ at: end, newText: closer }] }],
    repaired: blank(source, flow),
  };
}

/** A bracket that closes nothing: the parser stumbles over all that comes after it. */
export function repairStrayCloser(source: string, offset: number): Repair | undefined {
  const found = source[offset];
  if (found !== "]" && found !== "}") return undefined;
  const at = { start: offset, end: offset + 1 };
  // What stands behind it would begin a column too far right.
  const beginsLine = source.slice(lineStart(source, offset), offset).trim() === "";
  return {
    code: "yaml/syntax",
    message: `This '${found}' closes nothing: remove it.`,
    range: at,
    fixes: [{ title: `Remove '${found}'`, edits: [{ at, newText: "" }] }],
    repaired: blank(source, beginsLine ? { start: offset, end: lineAt(source, offset).end } : at),
  };
}

/** The nearest bracket before an offset that nothing closes. Quotes are not looked at: what is in them rarely is a bracket. */
function openBracket(source: string, offset: number): number | undefined {
  const first = Math.max(0, offset - mostCharacters);
  let closed = 0;
  for (let at = Math.min(offset, source.length) - 1; at >= first; at -= 1) {
    const character = source[at];
    if (character === "]" || character === "}") closed += 1;
    else if (character === "[" || character === "{") {
      if (closed === 0) return at;
      closed -= 1;
    }
  }
  return undefined;
}

/** A list in brackets that is longer than this is not being typed. */
const mostCharacters = 20_000;

/** Where the brackets were probably meant to end: before the first line that begins an entry of a block. */
function endOfFlow(source: string, open: number): number {
  let line: Range = lineAt(source, open);
  let end = line.end;
  while (line.end < source.length) {
    line = lineAt(source, line.end + 1);
    const written = source.slice(line.start, line.end);
    if (/^\s*(?:- |[^\s[\]{},#'"]+:(?:\s|$)|#|$)/.test(written)) break;
    end = line.end;
  }
  const flow = source.slice(open, end);
  return open + withoutLastComment(flow.trimEnd()).length;
}

function withoutLastComment(flow: string): string {
  const line = lineStart(flow, flow.length);
  const comment = flow.slice(line).search(/(?:^|\s)#/);
  return comment < 0 ? flow : flow.slice(0, line + comment).trimEnd();
}
