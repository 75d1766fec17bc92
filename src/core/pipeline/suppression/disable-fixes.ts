import { formatOf } from "../formats/format-of.ts";
import type { Fix, Problem } from "../problem.ts";
import { firstLineOfValue } from "./covered-lines.ts";

/**
 * Fixes that silence a problem by a comment: for the value that it stands in, and for its whole file. None in a file
 * whose format has no comments.
 */
export function disableFixes(
  { file, code, range }: Pick<Problem, "file" | "code" | "range">,
  text: string,
): Fix[] {
  if (formatOf(file) === "json" || code.startsWith("lint/")) return [];
  const lines = text.split("\n");
  const line = firstLineOfValue(lines, text.slice(0, range.start).split("\n").length - 1);
  const indent = /^[ \t]*/.exec(lines[line] ?? "")?.[0] ?? "";
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const insert = (at: number, comment: string) => {
    const place = { start: at, end: at };
    return [{ file, range: place, newText: `${comment}${lineBreak}` }];
  };
  const start = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
  const top = text.startsWith("\ufeff") ? 1 : 0;
  return [
    {
      title: `Disable ${code} for this line`,
      changes: insert(Math.max(start, top), `${indent}# trainyard-disable-next-line ${code}`),
    },
    { title: `Disable ${code} in this file`, changes: insert(top, `# trainyard-disable-file ${code}`) },
  ];
}
