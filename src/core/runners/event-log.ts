import { fstatSync, readFileSync, readSync, writeSync } from "node:fs";

import { openKeptFile } from "./kept-file.ts";
import { runFile } from "./run-files.ts";
import type { RunEvent, RunEventBody } from "./run.ts";

/** `events.jsonl`, open for the one process that writes it. */
export interface EventLog {
  /** Numbers and dates the event; it is in the file when this returns, so nothing that follows can overtake it. */
  append(event: RunEventBody): RunEvent;
  close(): void;
}

/** Opens the events of a run for writing. Numbers go on from the last event that is there. */
export function openEventLog(directory: string): EventLog {
  const path = runFile(directory, "events.jsonl");
  const file = openKeptFile(path);
  const { descriptor } = file;
  let last = parseEvents(readFileSync(path, "utf8")).at(-1)?.seq ?? 0;
  if (!endsWithLineFeed(descriptor)) writeSync(descriptor, "\n");
  return {
    append(body) {
      last += 1;
      const event = { seq: last, time: new Date().toISOString(), ...body };
      writeSync(descriptor, `${JSON.stringify(event)}\n`);
      file.keep();
      return event;
    },
    close: () => file.close(),
  };
}

/** The events in a text of whole lines. A line that a killed writer left torn is no event. */
export function parseEvents(text: string): readonly RunEvent[] {
  return text.split("\n").flatMap((line) => {
    const event = parseEvent(line);
    return event === undefined ? [] : [event];
  });
}

function parseEvent(line: string): RunEvent | undefined {
  if (line === "") return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only this program writes events, so a known kind vouches for the rest of the shape. */
function isEvent(value: unknown): value is RunEvent {
  return (
    typeof value === "object" &&
    value !== null &&
    "seq" in value &&
    typeof value.seq === "number" &&
    "time" in value &&
    "kind" in value &&
    typeof value.kind === "string" &&
    Object.hasOwn(knownKinds, value.kind)
  );
}

const knownKinds: Readonly<Record<RunEvent["kind"], true>> = {
  queued: true,
  started: true,
  "stage-started": true,
  "stage-finished": true,
  finished: true,
};

/** An empty file counts: there is no torn line to end. */
function endsWithLineFeed(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last.toString() === "\n";
}
