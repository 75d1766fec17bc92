/** Something that may end. */
interface Ending {
  readonly expires?: Date | undefined;
}

const renewBefore = 5 * 60_000;

/**
 * Gives what was found whenever it is asked for, and looks for a new one shortly before that ends; whoever asks meanwhile
 * waits for the same search. An error is not kept.
 */
export function renewed<T extends Ending>(find: () => Promise<T>): () => Promise<T> {
  let held: Promise<T> | undefined;
  const search = (): Promise<T> => {
    const found = find();
    held = found;
    found.catch(() => {
      if (held === found) held = undefined;
    });
    return found;
  };
  return async () => {
    const asked = held ?? search();
    const { expires } = await asked;
    if (expires === undefined || expires.getTime() - renewBefore > Date.now()) return asked;
    // Several may find out at once that it ends; the first of them looks for a new one.
    return held === asked || held === undefined ? search() : held;
  };
}
