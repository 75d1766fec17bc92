import type { Range } from "../problem.ts";
import { linesOfValue } from "./covered-lines.ts";

/** One code of a comment that asks for silence, and where it asks for it. */
export interface Suppression {
  /** `dvc/dep-missing`, or `dvc/*` for a group. */
  readonly code: string;
  /** The code in the comment. */
  readonly range: Range;
  /** Lines from zero, both included; a problem that begins there is not told. */
  readonly lines: { readonly first: number; readonly last: number };
  /** The whole comment, and how many codes it names. */
  readonly comment: Range;
  readonly codes: number;
}

const directive = /(?:^|\s)(#\s*trainyard-disable-(line|next-line|file)\b[ \t]*)([^\r\n]*)/g;
const codeList = /^[\w-]+\/[\w*-]+(?:\s*,\s*[\w-]+\/[\w*-]+)*/;

/**
 * Finds the comments that silence rules: `# trainyard-disable-line CODE`, `-next-line CODE, CODE` and `-file CODE`, each
 * with an optional reason after the codes. A value of several lines counts as the line that it begins on.
 */
export function findSuppressions(text: string): readonly Suppression[] {
  if (!text.includes("trainyard-disable-")) return [];
  const lines = text.split("\n");
  let line = 0;
  let offset = 0;
  return [...text.matchAll(directive)].flatMap(
    ({ index, 0: whole, 1: head = "", 2: scope, 3: rest = "" }) => {
      const start = index + whole.indexOf("#");
      while (line < lines.length - 1 && offset + (lines[line]?.length ?? 0) < start) {
        offset += (lines[line]?.length ?? 0) + 1;
        line += 1;
      }
      const list = codeList.exec(rest)?.[0] ?? "";
      const comment = { start, end: start + head.length + rest.trimEnd().length };
      const found = [...list.matchAll(/[^\s,]+/g)];
      return found.map(({ 0: code, index: at }) => {
        const from = start + head.length + at;
        const range = { start: from, end: from + code.length };
        return { code, range, lines: linesOf(scope, lines, line), comment, codes: found.length };
      });
    },
  );
}

function linesOf(scope: string | undefined, lines: readonly string[], line: number): Suppression["lines"] {
  if (scope === "file") return { first: 0, last: lines.length };
  const first = scope === "line" ? line : nextEntry(lines, line);
  return { first, last: first + linesOfValue(lines, first) };
}

/** The next line that is neither empty nor a comment, so that comments can stand below each other. */
function nextEntry(lines: readonly string[], line: number): number {
  const next = lines.findIndex((text, at) => at > line && !/^\s*(?:#|$)/.test(text));
  return next < 0 ? lines.length : next;
}

/** Whether a code is the one that a comment or a setting names, or is in the group that it names. */
export function namesCode(pattern: string, code: string): boolean {
  return pattern === code || (pattern.endsWith("/*") && code.startsWith(pattern.slice(0, -1)));
}
