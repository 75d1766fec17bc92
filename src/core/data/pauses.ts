import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Called between two steps of work with synchronous file calls. Gives nothing while the others can wait, and otherwise
 * what to await: meanwhile the event loop serves everybody else. Rejects with the signal's reason when it fired.
 */
export type Pause = () => Promise<void> | undefined;

/** Milliseconds: short enough for an editor to stay smooth, long enough for the pauses to cost nothing. */
const sliceLength = 10;

/**
 * Makes long work with synchronous calls a good neighbour. For a hundred thousand small files synchronous calls cost a
 * tenth of Node's asynchronous ones, which go through a queue and another thread each.
 */
export function openPauses(signal: AbortSignal | undefined): Pause {
  let end = performance.now() + sliceLength;
  const rest = async (): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    end = performance.now() + sliceLength;
  };
  signal?.throwIfAborted();
  return () => (performance.now() < end ? undefined : rest());
}
