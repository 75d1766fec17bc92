/** Lets so much work happen at a time; the rest waits for its turn, in the order in which it came. */
export interface Limit {
  /** Waits for a turn, and gives the function that ends it. */
  enter(): Promise<() => void>;
  /** Does something in a turn. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** @param most how many turns at a time */
export function openLimit(most: number): Limit {
  let running = 0;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    // Whoever is next takes the turn over, so that nobody who comes meanwhile gets in between.
    if (next === undefined) running -= 1;
    else next();
  };
  const enter = async (): Promise<() => void> => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    return leave;
  };
  return {
    enter,
    async during(work) {
      const end = await enter();
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
