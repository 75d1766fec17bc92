import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/**
 * How a file's bytes become its hash. `md5-dos2unix` is that of DVC 2.x, which turns CRLF into LF in what looks like
 * text; dvc.lock entries without `hash:` mean it.
 */
export type HashAlgorithm = "md5" | "md5-dos2unix";

/** DVC reads chunks of this size; for `md5-dos2unix` the hash depends on it. */
const chunkSize = 1 << 20;

/** Hashes a file's content without holding more than a chunk of it. Gives 32 hex digits. */
export async function hashFile(
  path: string,
  algorithm: HashAlgorithm,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of readChunks(path, signal)) {
    hash.update(algorithm === "md5" ? chunk : withUnixLineEnds(chunk));
  }
  return hash.digest("hex");
}

/** The content of a file in full chunks, the last one shorter. A chunk is valid until the next one is asked for. */
export async function* readChunks(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkSize, size)));
    for (;;) {
      signal?.throwIfAborted();
      const length = await fill(handle, buffer);
      if (length > 0) yield buffer.subarray(0, length);
      if (length < buffer.length) return;
    }
  } finally {
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
