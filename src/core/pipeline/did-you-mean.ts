/**
 * Finds the candidate that a mistyped word most likely meant: the nearest by Damerau-Levenshtein distance (insert,
 * delete, replace, swap of neighbours), where a wrong case costs nearly nothing. Undefined when nothing is near
 * enough, because a far-fetched suggestion is worse than none. The first of equally near candidates wins.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const lowered = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = allowedDistance(word) + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const edits = editDistance(lowered, candidate.toLowerCase(), bestDistance);
    const distance = edits < bestDistance ? edits + letterCaseCost(word, candidate) : edits;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A list of words in which more is wrong than so many comparisons can tell has other troubles than slips of the finger. */
const mostComparisons = 100_000;

/**
 * The same for many words among the same candidates: each word is looked for once, and the first ones only where there
 * are so many that comparing all of them would take longer than a person waits.
 *
 * @param isSlip leaves out candidates that are another word for themselves
 */
export function closestAmong(
  candidates: Iterable<string>,
  isSlip: (word: string, candidate: string) => boolean = () => true,
): (word: string) => string | undefined {
  const names = [...new Set(candidates)];
  const known = new Map<string, string | undefined>();
  return (word) => {
    if (!known.has(word) && known.size * names.length <= mostComparisons) {
      known.set(
        word,
        closest(
          word,
          names.filter((name) => isSlip(word, name)),
        ),
      );
    }
    return known.get(word);
  };
}

/** One slip in a short word, two from six letters on, and so on: about a quarter of the word. */
function allowedDistance(word: string): number {
  return Math.floor((word.length + 2) / 4);
}

/** Breaks ties between `Lr` and `lr` without ever outweighing a real edit. */
function letterCaseCost(word: string, candidate: string): number {
  let differing = 0;
  for (let i = 0; i < Math.min(word.length, candidate.length); i += 1) {
    const a = word.charAt(i);
    const b = candidate.charAt(i);
    if (a !== b && a.toLowerCase() === b.toLowerCase()) differing += 1;
  }
  return differing / 1000;
}

/** Optimal string alignment distance, in three rows. Infinity as soon as it cannot stay below the limit. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous: number[] = [];
  for (let column = 0; column <= b.length; column += 1) previous.push(column);
  let previousLeast = 0;
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const replaced = at(previous, column - 1) + (same ? 0 : 1);
      let cost = Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped && row > 1 && column > 1) cost = Math.min(cost, at(beforePrevious, column - 2) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    // A swap reaches back two rows, so both have to be out of reach.
    if (least >= limit && previousLeast >= limit) return Infinity;
    beforePrevious = previous;
    previous = current;
    previousLeast = least;
  }
  return at(previous, b.length);
}

/** Rows are always filled up to the column asked for; the type checker cannot know. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
