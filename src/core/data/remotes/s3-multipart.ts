import { mapLimited } from "#core/data/map-limited";
import { Failure } from "#core/failure";

import { headerOf, textOf } from "./cloud-request.ts";
import { escapeXml, partsIn, textIn } from "./cloud-xml.ts";
import { isInterruption, remoteRefused } from "./failures.ts";
import type { S3Service } from "./s3-service.ts";

/** A file to be stored in parts. */
export interface PartedUpload {
  readonly service: S3Service;
  readonly file: string;
  readonly size: number;
  readonly key: string;
  readonly signal: AbortSignal;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

interface Part {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly length: number;
}

interface StoredPart {
  readonly number: number;
  readonly size: number;
  readonly tag: string;
}

const smallestPart = 16 << 20;
const mostParts = 10_000;
const partsAtOnce = 4;

/**
 * Stores a file in parts, which the service makes one object of at the end. Parts that an interrupted upload has left
 * under the same key are taken over: a key of a remote stands for its content. What the service refuses is given up there
 * too; after a cancellation or a lost connection the parts stay for the next attempt.
 */
export async function uploadInParts(upload: PartedUpload): Promise<void> {
  const id = (await findUpload(upload)) ?? (await beginUpload(upload));
  try {
    const stored = await storeParts(upload, id);
    await complete(upload, id, stored);
  } catch (error) {
    if (!upload.signal.aborted && !isInterruption(error)) await giveUp(upload, id);
    throw error;
  }
}

/** The parts of a file: as few as the protocol's limit on their number permits, and never small ones. */
export function partsOf(size: number): readonly Part[] {
  const length = Math.max(smallestPart, Math.ceil(size / mostParts));
  return Array.from({ length: Math.ceil(size / length) }, (_, index) => ({
    number: index + 1,
    start: index * length,
    length: Math.min(length, size - index * length),
  }));
}

/** The newest unfinished upload to the key. */
async function findUpload({ service, key, signal }: PartedUpload): Promise<string | undefined> {
  const response = await service.send({ method: "GET", query: { uploads: "", prefix: key } }, signal);
  if (response.status >= 300) {
    // Not everyone who may write may list, and not every service can.
    response.body.resume();
    return undefined;
  }
  const xml = await textOf(response);
  const uploads = partsIn(xml, "Upload").filter((each) => textIn(each, "Key") === key);
  const newest = uploads.toSorted((a, b) => initiated(b).localeCompare(initiated(a)))[0];
  return newest && textIn(newest, "UploadId");
}

function initiated(upload: string): string {
  return textIn(upload, "Initiated") ?? "";
}

async function beginUpload({ service, key, signal }: PartedUpload): Promise<string> {
  const headers = service.settings.storing;
  const xml = await service.ask({ method: "POST", key, query: { uploads: "" }, headers }, signal);
  const id = textIn(xml, "UploadId");
  if (id === undefined) throw remoteRefused(key, "it does not begin an upload in parts");
  return id;
}

async function storeParts(upload: PartedUpload, id: string): Promise<readonly StoredPart[]> {
  const { size, signal, onBytes } = upload;
  const present = new Map((await listParts(upload, id)).map((part) => [part.number, part]));
  return mapLimited(partsOf(size), partsAtOnce, async (part) => {
    signal.throwIfAborted();
    const there = present.get(part.number);
    if (there?.size !== part.length) return storePart(upload, id, part);
    onBytes?.(part.length);
    return there;
  });
}

async function storePart(
  { service, file, key, signal, onBytes }: PartedUpload,
  uploadId: string,
  { number, start, length }: Part,
): Promise<StoredPart> {
  const request = {
    method: "PUT" as const,
    key,
    query: { partNumber: number, uploadId },
    body: { file, start, length },
    ...(onBytes && { onBytes }),
  };
  const response = await service.send(request, signal);
  const tag = headerOf(response, "etag");
  if (response.status >= 300 || tag === undefined) throw await service.refusal(response, request, signal);
  response.body.resume();
  return { number, size: length, tag };
}

async function listParts({ service, key, signal }: PartedUpload, uploadId: string): Promise<StoredPart[]> {
  const found: StoredPart[] = [];
  for (let marker: string | undefined; ;) {
    const query = { uploadId, "part-number-marker": marker };
    const xml = await service.ask({ method: "GET", key, query }, signal);
    for (const part of partsIn(xml, "Part")) {
      const number = Number(textIn(part, "PartNumber"));
      found.push({ number, size: Number(textIn(part, "Size")), tag: textIn(part, "ETag") ?? "" });
    }
    marker = textIn(xml, "NextPartNumberMarker");
    if (textIn(xml, "IsTruncated") !== "true" || marker === undefined) return found;
  }
}

async function complete(
  { service, key, signal }: PartedUpload,
  uploadId: string,
  parts: readonly StoredPart[],
): Promise<void> {
  const items = parts.map(
    ({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${items.join("")}</CompleteMultipartUpload>`;
  const xml = await service.ask({ method: "POST", key, query: { uploadId }, body }, signal);
  // The service says yes before it has put the parts together, and what goes wrong then stands in the text.
  const code = textIn(xml, "Code");
  if (code !== undefined) throw remoteRefused(key, `the parts could not be put together (${code})`);
}

/** Without a word when that fails too: what matters is why the upload did. */
async function giveUp({ service, key, signal }: PartedUpload, uploadId: string): Promise<void> {
  try {
    const response = await service.send({ method: "DELETE", key, query: { uploadId } }, signal);
    response.body.resume();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
