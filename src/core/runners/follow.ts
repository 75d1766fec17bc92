import { watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { isNotFound } from "#core/data/atomic-write";
import { isAlive } from "#core/data/locks/process-identity";
import type { ProcessIdentity } from "#core/data/locks/process-identity";
import { Failure } from "#core/failure";

import { readAppended, readAppendedLines } from "./append-only.ts";
import { parseEvents } from "./event-log.ts";
import { readRun } from "./read-run.ts";
import { readProcess } from "./run-directory.ts";
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

/** For so long a run whose process nobody has seen yet may be without a directory. */
const startMilliseconds = 10_000;

/** A run of many short stages writes all the time; so much of it is read at once. */
const burstMilliseconds = 50;

/**
 * Tells what a run has done and does until it is finished or lost, each event and each piece of log once and in
 * order. Gives the run as it ended. Rejects with the signal's reason when that fires.
 */
export async function followRun(directory: string, options: FollowOptions): Promise<Run> {
  const { signal, pollMilliseconds = 1000 } = options;
  const changes = watchFolder(directory);
  let offsets = options.from ?? { events: 0, log: 0 };
  let isQuiet = false;
  const look = openWatch(directory);
  try {
    for (;;) {
      signal.throwIfAborted();
      const changed = changes.next();
      // A run that says nothing may be lost. Whether it is gets read before its files are: what it wrote before it ended is
      // then surely seen.
      const isOver = await look(isQuiet);
      const seen = await readAll(directory, offsets, options);
      if (seen.isFinished || isOver) return await readRun(directory);
      isQuiet = seen.next.events === offsets.events && seen.next.log === offsets.log;
      offsets = seen.next;
      if (isQuiet) await changed(pollMilliseconds, signal);
      else await sleep(burstMilliseconds);
    }
  } finally {
    changes.close();
  }
}

/**
 * Makes what says whether a run is over. A command may delete the directory of its run, which the run's process makes again
 * when the command is done: until then it is not over while that process lives.
 */
function openWatch(directory: string): (isQuiet: boolean) => Promise<boolean> {
  let process: ProcessIdentity | undefined;
  const begin = performance.now();
  return async (isQuiet) => {
    process ??= await readProcess(directory);
    if (!isQuiet) return false;
    try {
      return isFinished((await readRun(directory)).state);
    } catch (error) {
      if (!(error instanceof Failure) && !isNotFound(error)) throw error;
      const isComing = performance.now() - begin < startMilliseconds;
      if (process === undefined ? isComing : await isAlive(process)) return false;
      throw error;
    }
  };
}

interface Seen {
  readonly next: RunOffsets;
  /** The run has said that it is over. */
  readonly isFinished: boolean;
}

/** Reads to the end of both files, the log first: lines of a command come before the news that it has ended. */
async function readAll(directory: string, from: RunOffsets, options: FollowOptions): Promise<Seen> {
  let seen: Seen = { next: from, isFinished: false };
  for (;;) {
    options.signal.throwIfAborted();
    const { next, isFinished: ends } = await readOnce(directory, seen.next, options);
    if (next.events === seen.next.events && next.log === seen.next.log) return seen;
    seen = { next, isFinished: seen.isFinished || ends };
    options.onOffsets?.(next);
  }
}

async function readOnce(directory: string, from: RunOffsets, options: FollowOptions): Promise<Seen> {
  const { onEvent, onLog } = options;
  const log = onLog && (await readAppended(runFile(directory, "output.log"), from.log));
  if (log && log.text !== "") onLog?.(log.text);
  const appended = await readAppendedLines(runFile(directory, "events.jsonl"), from.events);
  const events = parseEvents(appended.text);
  for (const event of events) onEvent?.(event);
  return {
    next: { events: appended.next, log: log?.next ?? from.log },
    isFinished: events.some(({ kind }) => kind === "finished"),
  };
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
