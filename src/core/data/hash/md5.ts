import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/**
 * How a file's bytes become its hash. `md5-dos2unix` is that of DVC 2.x, which turns CRLF into LF in what looks like
 * text; dvc.lock entries without `hash:` mean it.
 */
export type HashAlgorithm = "md5" | "md5-dos2unix";

/** DVC reads chunks of this size; for `md5-dos2unix` the hash depends on it. */
export const chunkSize: number = 1 << 20;

/** Bytes that are written at once: file systems take pieces of this size in half the time that those of 1 MB take. */
export const pieceSize: number = 8 << 20;

/** Writes a piece of a file somewhere else, in another thread. */
export type WritePiece = (piece: Buffer) => Promise<void>;

interface HashingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((done: number, total: number) => void) | undefined;
  /** Given every piece while this thread hashes it, so that nobody reads the file again; for `md5` only. */
  readonly write?: WritePiece | undefined;
}

/** Hashes a file's content without holding more than two chunks of it. Gives 32 hex digits. */
export async function hashFile(
  path: string,
  algorithm: HashAlgorithm,
  { signal, onBytes, write }: HashingOptions = {},
): Promise<string> {
  const hash = createHash("md5");
  let done = 0;
  for await (const { chunk, size } of readAhead(path, signal, write ? pieceSize : chunkSize)) {
    const written = write?.(chunk);
    hash.update(algorithm === "md5" ? chunk : withUnixLineEnds(chunk));
    if (written) await written;
    done += chunk.length;
    onBytes?.(done, size);
  }
  return hash.digest("hex");
}

/** Hashes what fits in one chunk. Gives 32 hex digits. */
export function hashBytes(content: Buffer, algorithm: HashAlgorithm): string {
  return createHash("md5")
    .update(algorithm === "md5" ? content : withUnixLineEnds(content))
    .digest("hex");
}

/**
 * The content of a file in full chunks, the last one shorter. A chunk is valid until the next one is asked for.
 * @param length bytes of a chunk
 */
export async function* readChunks(
  path: string,
  signal: AbortSignal | undefined,
  length: number = chunkSize,
): AsyncGenerator<Buffer> {
  for await (const { chunk } of readAhead(path, signal, length)) yield chunk;
}

/** Reads the next chunk while the caller works on this one: hashing takes as long as the hashing alone. */
async function* readAhead(
  path: string,
  signal: AbortSignal | undefined,
  most: number,
): AsyncGenerator<{ chunk: Buffer; size: number }> {
  const handle = await open(path, "r");
  let coming: Promise<number> | undefined;
  try {
    const { size } = await handle.stat();
    const length = Math.max(1, Math.min(most, size));
    let [current, next] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
    coming = fill(handle, next);
    for (;;) {
      signal?.throwIfAborted();
      const filled = await coming;
      [current, next] = [next, current];
      if (filled === length) coming = fill(handle, next);
      if (filled > 0) yield { chunk: current.subarray(0, filled), size };
      if (filled < length) return;
    }
  } finally {
    // The descriptor must not be closed, and perhaps be used for another file, while a read is under way.
    await coming?.catch(() => undefined);
    await handle.close();
  }
}

/** The text rule of DVC 2.x: the start of the chunk has no NUL and at most 30 % of unusual bytes. */
function withUnixLineEnds(chunk: Buffer): Buffer {
  if (!looksLikeText(chunk.subarray(0, 512))) return chunk;
  // Latin-1 maps every byte to one character and back.
  return Buffer.from(chunk.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

function looksLikeText(start: Buffer): boolean {
  if (start.includes(0)) return false;
  const unusual = start.reduce((count, byte) => count + (isTextByte(byte) ? 0 : 1), 0);
  return unusual <= start.length * 0.3;
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || [0x08, 0x09, 0x0a, 0x0c, 0x0d].includes(byte);
}

async function fill(handle: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
