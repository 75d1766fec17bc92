import { setTimeout as delay } from "node:timers/promises";

import { isInterruption } from "./failures.ts";

const attempts = 5;

/**
 * Does work again when it was interrupted, after 0.2, 0.4, 0.8 and 1.6 seconds with as much again by chance, so that many
 * transfers that broke together do not come back together.
 * @param work is told which attempt it is, from 1
 */
export async function withRetries<T>(signal: AbortSignal, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt === attempts || !isInterruption(error)) throw error;
    }
    await delay(100 * 2 ** attempt * (1 + Math.random()), undefined, { signal });
  }
}
