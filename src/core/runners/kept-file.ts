import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** A file of a run that its process appends to, also when a command of the user deletes the run's folder meanwhile. */
export interface KeptFile {
  readonly descriptor: number;
  /** Puts what was written back to where it belongs, if it is not there any more. */
  keep(): void;
  close(): void;
}

/** Opens a file for appending, and makes it where it is not there. What is open outlives its name. */
export function openKeptFile(path: string): KeptFile {
  const descriptor = openSync(path, "a+");
  return {
    descriptor,
    keep() {
      const own = fstatSync(descriptor);
      const there = statSync(path, { throwIfNoEntry: false });
      if (there?.ino === own.ino && there.dev === own.dev) return;
      mkdirSync(dirname(path), { recursive: true });
      const start = there?.size ?? 0;
      if (start < own.size || there === undefined)
        appendFileSync(path, readFrom(descriptor, start, own.size));
    },
    close: () => closeSync(descriptor),
  };
}

/** Writes a file again that was deleted. */
export function keepText(path: string, text: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function readFrom(descriptor: number, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(Math.max(end - start, 0));
  const read = readSync(descriptor, bytes, 0, bytes.length, start);
  return bytes.subarray(0, read);
}
