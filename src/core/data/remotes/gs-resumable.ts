import { textOf } from "./cloud-request.ts";
import type { CloudConnection, CloudResponse } from "./cloud-request.ts";
import { remoteRefused } from "./failures.ts";
import { withRetries } from "./with-retries.ts";

/** A file that goes up in a session. */
export interface ResumableUpload {
  readonly connection: CloudConnection;
  /** The URL of the remote, for messages. */
  readonly remote: string;
  /** The URL that the service gave the session; who knows it needs no other credentials. */
  readonly session: string;
  readonly file: string;
  readonly size: number;
  readonly signal: AbortSignal;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** A multiple of 256 KiB, as the service wants it. */
const chunkSize = 32 << 20;

/**
 * Sends a file chunk by chunk; after a broken connection the service says how much of it has arrived. The object comes into
 * being with the last chunk.
 */
export async function uploadResumably(upload: ResumableUpload): Promise<void> {
  const { size, signal } = upload;
  let offset = 0;
  while (offset < size) {
    const start = offset;
    offset = await withRetries(signal, (attempt) =>
      attempt === 1 ? sendChunk(upload, start) : goOn(upload, start),
    );
  }
}

async function goOn(upload: ResumableUpload, start: number): Promise<number> {
  const headers = { "Content-Range": `bytes */${upload.size}` };
  const arrived = await progressOf(upload, { method: "PUT", url: upload.session, headers });
  if (arrived <= start) return sendChunk(upload, start);
  upload.onBytes?.(arrived - start);
  return arrived;
}

function sendChunk(upload: ResumableUpload, start: number): Promise<number> {
  const { file, size, session, onBytes } = upload;
  const length = Math.min(chunkSize, size - start);
  return progressOf(upload, {
    method: "PUT",
    url: session,
    headers: { "Content-Range": `bytes ${start}-${start + length - 1}/${size}` },
    body: { file, start, length },
    ...(onBytes && { onBytes }),
  });
}

/** How many bytes the service has after a request: all of them, or as many as its answer says. */
async function progressOf(
  { connection, remote, size, signal }: ResumableUpload,
  request: Parameters<CloudConnection["send"]>[0],
): Promise<number> {
  const response = await connection.send(request, signal);
  const text = await textOf(response);
  if (response.status === 200 || response.status === 201) return size;
  if (response.status === 308) return arrivedOf(response);
  throw remoteRefused(remote, `it answered with status ${response.status} (${text.slice(0, 200).trim()})`);
}

function arrivedOf({ headers }: CloudResponse): number {
  const last = /-(\d+)$/u.exec(headers.range ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}
