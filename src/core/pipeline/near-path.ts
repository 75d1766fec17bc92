import { closest, closestAmong } from "./did-you-mean.ts";

/** The path that was most likely meant: see {@link isSlip}. */
export function closestPath(path: string, candidates: Iterable<string>): string | undefined {
  return closest(
    path,
    [...candidates].filter((candidate) => isSlip(path, candidate)),
  );
}

/** The same for many paths among the same candidates. */
export function closestPathAmong(candidates: Iterable<string>): (path: string) => string | undefined {
  return closestAmong(candidates, isSlip);
}

/**
 * Whether a path can be another one with slips of the finger: each of its names is near the other's, suffix for suffix.
 * Files that are told apart by a number or a letter, such as `X_train.csv` and `y_train.csv`, stand for themselves.
 */
function isSlip(path: string, other: string): boolean {
  const names = path.split("/");
  const others = other.split("/");
  return names.length === others.length && names.every((name, at) => isNearName(name, others[at] ?? ""));
}

function isNearName(name: string, other: string): boolean {
  if (name === other) return true;
  const [stem, suffix] = parts(name);
  const [otherStem, otherSuffix] = parts(other);
  return isNear(suffix, otherSuffix) && isNear(stem, otherStem) && !isSeries(stem, otherStem);
}

function isNear(word: string, other: string): boolean {
  return word === other || closest(word, [other]) !== undefined;
}

/** A name and its last suffix, the dot with it. */
function parts(name: string): readonly [stem: string, suffix: string] {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

/** `part1` and `part2`, `X_val` and `y_val`: what differs are numbers or single letters. */
function isSeries(stem: string, other: string): boolean {
  if (stem === other) return false;
  const words = wordsOf(stem);
  const others = wordsOf(other);
  return (
    words.length > 1 &&
    words.length === others.length &&
    words.every((word, at) => word === others[at] || /^(?:\d+|\w)$/.test(word))
  );
}

function wordsOf(stem: string): readonly string[] {
  return stem.match(/\d+|[^\W\d_]+/g) ?? [];
}
