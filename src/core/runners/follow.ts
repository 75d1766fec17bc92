import { watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { readAppended, readAppendedLines } from "./append-only.ts";
import { parseEvents } from "./event-log.ts";
import { readRun } from "./read-run.ts";
import { runFile } from "./run-files.ts";
import { isFinished, type Run, type RunEvent } from "./run.ts";

/** Byte offsets up to which a reader has seen the two append-only files. */
interface RunOffsets {
  readonly events: number;
  readonly log: number;
}

export interface FollowOptions {
  readonly onEvent?: (event: RunEvent) => void;
  readonly onLog?: (text: string) => void;
  /** Told after everything before these offsets was told: where another reader can go on. */
  readonly onOffsets?: (offsets: RunOffsets) => void;
  /** Where to go on reading; from the beginning when absent. */
  readonly from?: RunOffsets;
  readonly signal: AbortSignal;
  /** The longest time between two looks, for file systems that report no changes; default 1000. */
  readonly pollMilliseconds?: number;
}

/**
 * Tells what a run has done and does until it is finished or lost, each event and each piece of log once and in
 * order. Gives the run as it ended. Rejects with the signal's reason when that fires.
 */
export async function followRun(directory: string, options: FollowOptions): Promise<Run> {
  const { signal, pollMilliseconds = 1000 } = options;
  const changes = watchFolder(directory);
  let offsets = options.from ?? { events: 0, log: 0 };
  try {
    for (;;) {
      signal.throwIfAborted();
      const changed = changes.next();
      // Where the run is gets read before its files are: what it wrote before it ended is then surely seen.
      const run = await readRun(directory);
      offsets = await readAll(directory, offsets, options);
      if (isFinished(run.state)) return run;
      await changed(pollMilliseconds, signal);
    }
  } finally {
    changes.close();
  }
}

/** Reads to the end of both files, the log first: lines of a command come before the news that it has ended. */
async function readAll(directory: string, from: RunOffsets, options: FollowOptions): Promise<RunOffsets> {
  let offsets = from;
  for (;;) {
    options.signal.throwIfAborted();
    const next = await readOnce(directory, offsets, options);
    if (next.events === offsets.events && next.log === offsets.log) return offsets;
    offsets = next;
    options.onOffsets?.(offsets);
  }
}

async function readOnce(directory: string, from: RunOffsets, options: FollowOptions): Promise<RunOffsets> {
  const { onEvent, onLog } = options;
  const log = onLog && (await readAppended(runFile(directory, "output.log"), from.log));
  if (log && log.text !== "") onLog?.(log.text);
  const events = await readAppendedLines(runFile(directory, "events.jsonl"), from.events);
  for (const event of parseEvents(events.text)) onEvent?.(event);
  return { events: events.next, log: log?.next ?? from.log };
}

interface Changes {
  /** Starts to listen, and gives what waits for a change since then, at most for a time. */
  next(): (milliseconds: number, signal: AbortSignal) => Promise<void>;
  close(): void;
}

/** Where the file system cannot be watched (some network drives), changes are found by looking again. */
function watchFolder(directory: string): Changes {
  let wake = new AbortController();
  const watcher = openWatcher(directory, () => wake.abort());
  return {
    next() {
      wake = new AbortController();
      const changed = wake.signal;
      return async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, { signal: AbortSignal.any([changed, signal]) }).catch(() => {});
        signal.throwIfAborted();
      };
    },
    close: () => watcher?.close(),
  };
}

function openWatcher(directory: string, listener: () => void): { close(): void } | undefined {
  try {
    const watcher = watch(directory, listener);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
