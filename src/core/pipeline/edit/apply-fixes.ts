import type { Problem, TextChange } from "../problem.ts";
import type { ReadText } from "../model.ts";

/** New texts of files by path, and how many problems they repair. */
export interface AppliedFixes {
  readonly texts: ReadonlyMap<string, string>;
  readonly count: number;
}

/**
 * Applies the preferred fix of each problem to the texts as they are. Where two fixes touch the same place the first one
 * wins: the other may be wrong after it, and the next run sees it again.
 */
export function applyFixes(problems: readonly Problem[], read: ReadText): AppliedFixes {
  const accepted: TextChange[] = [];
  let count = 0;
  for (const { fixes } of problems) {
    const changes = fixes?.find(({ preferred }) => preferred === true)?.changes;
    if (changes === undefined || changes.some((change) => accepted.some((other) => touch(change, other))))
      continue;
    accepted.push(...changes);
    count += 1;
  }
  const texts = new Map<string, string>();
  for (const file of new Set(accepted.map((change) => change.file))) {
    const text = read(file);
    if (text !== undefined)
      texts.set(
        file,
        applyChanges(
          text,
          accepted.filter((change) => change.file === file),
        ),
      );
  }
  return { texts, count };
}

/** Changes at one place would depend on their order. */
function touch(one: TextChange, other: TextChange): boolean {
  return one.file === other.file && one.range.start <= other.range.end && other.range.start <= one.range.end;
}

/** From the end to the start, so that the offsets of the changes that are left stay true. */
function applyChanges(text: string, changes: readonly TextChange[]): string {
  const ordered = changes.toSorted((one, other) => other.range.start - one.range.start);
  return ordered.reduce(
    (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
    text,
  );
}
