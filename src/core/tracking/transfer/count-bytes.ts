import type { Progress, Work } from "#core/progress";

/** Counts the bytes of transfers that run side by side. */
export interface ByteCounter {
  /** Bytes that more was moved; negative for what will be moved again. */
  readonly add: (bytes: number) => void;
}

/** @param total bytes in all, where they are known */
export function countBytes(work: Work, phase: string, total: number | undefined): ByteCounter {
  let done = 0;
  const tell = (): void => {
    // Sizes that were recorded may be a little less than what is there.
    const progress: Progress = { phase, done, unit: "bytes" };
    work.onProgress?.(total === undefined ? progress : { ...progress, total: Math.max(total, done) });
  };
  tell();
  return {
    add(bytes) {
      done += bytes;
      tell();
    },
  };
}
