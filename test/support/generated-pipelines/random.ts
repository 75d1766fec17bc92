import { createRandom, type Random as Source } from "../random.ts";

/** Choices that are the same for the same seed, so that a repository that disagrees can be made again. */
export interface Random extends Source {
  readonly chance: (probability: number) => boolean;
  /** Some of the items, in their order: at least one unless `atLeast` says otherwise. */
  readonly some: <T>(items: readonly T[], atMost?: number, atLeast?: number) => T[];
}

export function seededRandom(seed: number): Random {
  const source = createRandom(seed);
  return {
    ...source,
    chance: (probability) => source.next() < probability,
    some: (items, atMost = items.length, atLeast = 1) => {
      const wanted = Math.min(items.length, atLeast + source.below(Math.max(1, atMost - atLeast + 1)));
      const left = items.map((_, index) => index);
      while (left.length > wanted) left.splice(source.below(left.length), 1);
      return left.flatMap((index) => items.slice(index, index + 1));
    },
  };
}
