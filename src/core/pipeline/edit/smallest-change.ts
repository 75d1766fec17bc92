import type { TextChange } from "../problem.ts";

/** The one span in which two versions of a file's text differ, as the change from the first to the second. */
export function smallestChange(file: string, before: string, after: string): TextChange {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const longest = Math.min(before.length, after.length) - start;
  while (end < longest && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return {
    file,
    range: { start, end: before.length - end },
    newText: after.slice(start, after.length - end),
  };
}
