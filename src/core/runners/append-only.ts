import { open, stat } from "node:fs/promises";

import { isNotFound } from "#core/data/atomic-write";

/** Text that a file gained, and the byte offset at which the next reading goes on. */
export interface Appended {
  readonly text: string;
  readonly next: number;
}

/** One reading holds at most this many bytes: a log may be far larger than what a reader can use at once. */
const pieceBytes = 4 * 1024 * 1024;

/**
 * What an append-only file holds from a byte offset on: at most 4 MiB, and whole characters only, because the
 * writer may be in the middle of one. An empty text means that there is nothing more for now. A file that is
 * missing, or shorter than the offset, gives nothing.
 */
export async function readAppended(path: string, offset: number): Promise<Appended> {
  const whole = wholeCharacters(await readPiece(path, offset));
  return { text: whole.toString("utf8"), next: offset + whole.length };
}

/** As `readAppended`, but only up to the last line feed: the last line may be half written. */
export async function readAppendedLines(path: string, offset: number): Promise<Appended> {
  const bytes = await readPiece(path, offset);
  const whole = bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
  return { text: whole.toString("utf8"), next: offset + whole.length };
}

async function readPiece(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, "r").catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (file === undefined) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const wanted = Math.min(Math.max(size - offset, 0), pieceBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The last lines of a text file, without reading the rest of it. Empty lines at the end do not count. */
export async function readLastLines(path: string, count: number, from = 0): Promise<readonly string[]> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  const { text } = await readAppended(path, Math.max(from, size - 64 * 1024));
  const lines = text.trimEnd().split(/\r?\n/);
  return lines.slice(-count).filter((line, index) => index > 0 || line !== "");
}

/** Cuts off a UTF-8 sequence at the end that still lacks bytes; bytes that never were UTF-8 stay. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
