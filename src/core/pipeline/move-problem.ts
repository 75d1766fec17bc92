import type { Place, Problem, Range } from "./problem.ts";
import type { TextDifference } from "./yaml/text-difference.ts";

/** What changed in a file since its places were found; undefined of one that is the same. */
type Differences = (file: string) => TextDifference | undefined;

/**
 * A problem that was found in earlier texts, at the places that these have now; undefined where an edit touched one of
 * them. The places are copies, which nothing moves.
 */
export function moveProblem(problem: Problem, differences: Differences): Problem | undefined {
  const { related, fixes } = problem;
  const range = moved(problem, differences);
  const otherPlaces = related?.map((place) => ({ ...place, range: moved(place, differences) }));
  const movedFixes = fixes?.map((fix) => ({
    ...fix,
    changes: fix.changes.map((change) => ({ ...change, range: moved(change, differences) })),
  }));
  if (range === undefined || otherPlaces?.every(isPlaced) === false) return undefined;
  const isSound = movedFixes?.every(({ changes }) => changes.every(isPlaced)) !== false;
  if (!isSound) return undefined;
  return {
    ...problem,
    range,
    ...(otherPlaces && { related: otherPlaces.filter(isPlaced) }),
    ...(movedFixes && {
      fixes: movedFixes.map((fix) => ({ ...fix, changes: fix.changes.filter(isPlaced) })),
    }),
  };
}

function isPlaced<T extends { readonly range: Range | undefined }>(
  place: T,
): place is T & { readonly range: Range } {
  return place.range !== undefined;
}

function moved({ file, range }: Place, differences: Differences): Range | undefined {
  const difference = differences(file);
  if (difference === undefined || range.end < difference.start) return { ...range };
  if (range.start < difference.end || range.start === difference.start) return undefined;
  const delta = difference.newEnd - difference.end;
  return { start: range.start + delta, end: range.end + delta };
}
