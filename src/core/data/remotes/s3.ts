import { stat } from "node:fs/promises";

import type { RemoteConfig } from "#core/data/config/remote-config";

import { connectionOptions } from "./cloud-options.ts";
import { placeOf } from "./cloud-place.ts";
import { chunksOf, headerOf, lengthOf, noChunks, openConnection } from "./cloud-request.ts";
import type { CloudResponse } from "./cloud-request.ts";
import { textIn, textsIn } from "./cloud-xml.ts";
import type { BlobContent, RemoteStore } from "./remote-store.ts";
import { openCredentials } from "./s3-credentials.ts";
import { uploadInParts } from "./s3-multipart.ts";
import { readProfile } from "./s3-profile.ts";
import { openService } from "./s3-service.ts";
import type { S3Request, S3Service } from "./s3-service.ts";
import { readSettings } from "./s3-settings.ts";
import { withRetries } from "./with-retries.ts";

/** Files from this size on go up in parts, so that a broken connection costs one of them. */
const partsFrom = 64 << 20;

/**
 * A remote in a bucket of S3, or of anything that speaks its protocol (`endpointurl`). Throws a Failure for options that
 * make no sense; keys are looked for with the first request.
 */
export async function openS3(
  remote: RemoteConfig,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RemoteStore> {
  const place = placeOf(remote);
  const profile = await readProfile(remote, env);
  const settings = readSettings(remote, place, profile, env);
  const url = remote.url.replace(/\/+$/u, "");
  const connection = openConnection(url, await connectionOptions(remote, "connect_timeout", env));
  const credentials = openCredentials({ remote, profile, region: settings.region, env });
  const service = openService({ remote: url, bucket: place.bucket, settings, connection, credentials });
  const keyOf = (name: string): string => place.prefix + name;
  const checkBucket = once((signal: AbortSignal) => findBucket(service, signal));
  const headOf = async (name: string, signal: AbortSignal): Promise<CloudResponse | undefined> => {
    const request: S3Request = { method: "HEAD", key: keyOf(name) };
    const response = await service.send(request, signal);
    if (response.status >= 300 && response.status !== 404)
      throw await service.refusal(response, request, signal);
    response.body.resume();
    if (response.status !== 404) return response;
    await checkBucket(signal);
    return undefined;
  };
  return {
    url,
    jobs: 16,
    async size(name, signal) {
      const head = await headOf(name, signal);
      return head && lengthOf(head);
    },
    async tag(name, signal) {
      const head = await headOf(name, signal);
      return head && headerOf(head, "etag")?.replaceAll('"', "");
    },
    list: (prefix, signal) => listNames(service, place.prefix, prefix, signal),
    async read(name, offset, signal) {
      const found = await read(service, { key: keyOf(name), offset }, signal);
      if (found === undefined) await checkBucket(signal);
      return found;
    },
    async upload(file, name, { signal, onBytes }) {
      const { size } = await stat(file);
      if (size >= partsFrom) {
        await uploadInParts({ service, file, size, key: keyOf(name), signal, onBytes });
        return;
      }
      const body = { file, start: 0, length: size };
      const request: S3Request = { method: "PUT", key: keyOf(name), headers: settings.storing, body };
      await service.ask({ ...request, ...(onBytes && { onBytes }) }, signal);
    },
    async remove(name, signal) {
      const request: S3Request = { method: "DELETE", key: keyOf(name) };
      const response = await service.send(request, signal);
      if (response.status >= 300 && response.status !== 404)
        throw await service.refusal(response, request, signal);
      response.body.resume();
    },
    dispose: async () => connection.dispose(),
  };
}

async function read(
  service: S3Service,
  { key, offset }: { readonly key: string; readonly offset: number },
  signal: AbortSignal,
): Promise<BlobContent | undefined> {
  const request: S3Request = {
    method: "GET",
    key,
    ...(offset > 0 && { headers: { range: `bytes=${offset}-` } }),
  };
  const response = await service.send(request, signal);
  if (response.status === 200 || response.status === 206) {
    return { start: response.status === 206 ? offset : 0, chunks: chunksOf(response, signal) };
  }
  if (response.status !== 404 && response.status !== 416)
    throw await service.refusal(response, request, signal);
  response.body.resume();
  // The offset is the end, or beyond it: then what the caller has is not the object's, which its hash will show.
  return response.status === 416 ? { start: offset, chunks: noChunks(response) } : undefined;
}

/** An object that is not there and a bucket that is not there have the same status. Throws a Failure for the latter. */
async function findBucket(service: S3Service, signal: AbortSignal): Promise<void> {
  const request: S3Request = { method: "HEAD" };
  const response = await service.send(request, signal);
  if (response.status === 404) throw await service.refusal(response, request, signal);
  response.body.resume();
}

async function* listNames(
  service: S3Service,
  base: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (let token: string | undefined; ;) {
    // Escaped as in an URL, because XML cannot hold every character of a key.
    const query = {
      "list-type": 2,
      "encoding-type": "url",
      prefix: base + prefix,
      "continuation-token": token,
    };
    // A list of many pages does not begin anew because one of them did not come.
    const xml = await withRetries(signal, () => service.ask({ method: "GET", query }, signal));
    const isEscaped = textIn(xml, "EncodingType") === "url";
    for (const key of textsIn(xml, "Key")) yield (isEscaped ? unescapeKey(key) : key).slice(base.length);
    token = textIn(xml, "NextContinuationToken");
    if (textIn(xml, "IsTruncated") !== "true" || token === undefined) return;
  }
}

function unescapeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}

/** Does something that need not be done again once it has succeeded. */
function once(work: (signal: AbortSignal) => Promise<unknown>): (signal: AbortSignal) => Promise<void> {
  let isDone = false;
  return async (signal) => {
    if (!isDone) await work(signal);
    isDone = true;
  };
}
