import type { Node } from "../node.ts";
import type { Problem, Range } from "../problem.ts";

/** More than any offset: what is greater was visited already. */
const mark = 2 ** 29;

type Movable = { -readonly [K in keyof Range]: Range[K] };

/**
 * Each range of a list once: places share them, and one that is moved twice is wrong. Marking the ranges themselves takes
 * a tenth of the time that a set of them would.
 */
export function uniqueRanges(ranges: Iterable<Range>): Range[] {
  const unique: Movable[] = [];
  for (const range of ranges) {
    if (range.start >= mark) continue;
    const movable: Movable = range;
    movable.start += mark;
    unique.push(movable);
  }
  for (const range of unique) range.start -= mark;
  return unique;
}

/** Moves ranges in place. Each must be in the list once. */
export function shiftRanges(ranges: readonly Range[], delta: number): void {
  for (const range of ranges) {
    const movable: Movable = range;
    movable.start += delta;
    movable.end += delta;
  }
}

/** Moves each of the ranges once. */
export function moveRanges(ranges: Iterable<Range>, delta: number): void {
  shiftRanges(uniqueRanges(ranges), delta);
}

/** The ranges of a tree. */
export function rangesOfNode(node: Node, found: Range[] = []): Range[] {
  found.push(node.range);
  if (node.kind === "list") for (const item of node.items) rangesOfNode(item, found);
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      found.push(key.range);
      rangesOfNode(value, found);
    }
  }
  return found;
}

/** The ranges that a problem has in a file. */
export function rangesOfProblem(problem: Problem, file: string): Range[] {
  const { related = [], fixes = [] } = problem;
  const places = [problem, ...related, ...fixes.flatMap(({ changes }) => changes)];
  return places.flatMap((place) => (place.file === file ? place.range : []));
}
