import type { Progress, Work } from "#core/progress";
import { formatSeconds } from "./format-value.ts";
import type { Output } from "./output.ts";

/** How often the line is drawn anew, and how often a log that is no terminal gets a line; milliseconds. */
const drawEvery = 100;
const tellEvery = 10_000;

/** Of a part of the work that took less than this, the time that is left would be a guess; milliseconds. */
const guessFrom = 1_000;

/** What is given to long work as its `onProgress`, and what takes the line away again. */
export interface ProgressLine {
  readonly onProgress: (progress: Progress) => void;
  /** Call it when the work ends, also when it fails. */
  clear(): void;
}

/**
 * Shows how far long work has come: on a terminal as one line that is drawn anew, elsewhere as a plain line every ten
 * seconds, so that the log of a CI job shows that something goes on.
 * @param now the time in milliseconds, from any start
 */
export function showProgress(output: Output, now: () => number = () => performance.now()): ProgressLine {
  let phase: { readonly name: string; readonly started: number } | undefined;
  let shown = Number.NEGATIVE_INFINITY;
  return {
    onProgress(progress) {
      const time = now();
      if (phase?.name !== progress.phase) {
        phase = { name: progress.phase, started: time };
        // A log tells nothing of what is over at once.
        if (!output.live) shown = time;
      }
      if (time - shown < (output.live ? drawEvery : tellEvery)) return;
      shown = time;
      const text = progressText(progress, time - phase.started);
      if (output.live) output.progress([text]);
      else output.note(text);
    },
    clear: () => output.progress([]),
  };
}

/** Does work whose progress is shown until it ends. */
export async function withProgress<T>(
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
  run: (work: Work) => Promise<T>,
): Promise<T> {
  const line = showProgress(output);
  try {
    return await run({ signal, onProgress: line.onProgress });
  } finally {
    line.clear();
  }
}

/**
 * One line about work: `Hashing: 1,200 of 5,000 files, 24%, 3.1 s left`.
 * @param elapsed milliseconds since this phase began
 */
export function progressText({ phase, done, total, unit }: Progress, elapsed: number): string {
  const count = unit === "bytes" ? formatBytes : (files: number) => files.toLocaleString("en");
  const suffix = unit === "bytes" ? "" : (total ?? done) === 1 ? " file" : " files";
  if (total === undefined || total <= 0) return `${phase}: ${count(done)}${suffix}`;
  const share = Math.min(done / total, 1);
  const parts = [`${phase}: ${count(done)} of ${count(total)}${suffix}`, `${Math.floor(share * 100)}%`];
  if (elapsed >= guessFrom && done > 0 && share < 1) {
    parts.push(`${formatSeconds(((elapsed / share) * (1 - share)) / 1000)} left`);
  }
  return parts.join(", ");
}

/** A number of bytes as people say it, in steps of 1024: `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = bytes;
  let step = 0;
  for (; size >= 1024 && step < units.length - 1; step += 1) size /= 1024;
  return `${step === 0 ? size : size.toFixed(1)} ${units[step] ?? ""}`;
}
