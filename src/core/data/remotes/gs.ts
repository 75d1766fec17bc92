import { stat } from "node:fs/promises";

import { isObject, parseObject } from "#core/data/json-object";
import type { JsonObject } from "#core/data/json-object";
import type { RemoteConfig } from "#core/data/config/remote-config";

import { connectionOptions } from "./cloud-options.ts";
import { encodeKey, placeOf, queryOf } from "./cloud-place.ts";
import { chunksOf, noChunks, openConnection, textOf } from "./cloud-request.ts";
import type { CloudConnection, CloudRequest, CloudResponse } from "./cloud-request.ts";
import { badRemote, remoteRefused } from "./failures.ts";
import { openGoogleSignIn } from "./gs-credentials.ts";
import type { Authorize } from "./gs-credentials.ts";
import { uploadResumably } from "./gs-resumable.ts";
import type { BlobContent, RemoteStore } from "./remote-store.ts";
import { withRetries } from "./with-retries.ts";

/** Files from this size on go up in a session that survives broken connections. */
const sessionFrom = 64 << 20;

/** A bucket of Google Storage, by its JSON interface. */
interface Bucket {
  /** The URL of the remote, for messages. */
  readonly remote: string;
  readonly bucket: string;
  /** Where the service is, without a slash at its end. */
  readonly endpoint: string;
  readonly connection: CloudConnection;
  readonly authorize: Authorize;
}

/**
 * A remote in a bucket of Google Storage. Throws a Failure for options that make no sense; credentials are looked for with
 * the first request.
 */
export async function openGoogleStorage(
  remote: RemoteConfig,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RemoteStore> {
  const { bucket, prefix } = placeOf(remote);
  const url = remote.url.replace(/\/+$/u, "");
  const connection = openConnection(url, await connectionOptions(remote, "connect_timeout", env));
  const authorize = openGoogleSignIn(remote, env);
  const place: Bucket = { remote: url, bucket, endpoint: endpointOf(remote, env), connection, authorize };
  const objectUrl = (name: string): string =>
    `${place.endpoint}/storage/v1/b/${bucket}/o/${encodeKey(prefix + name, false)}`;
  return {
    url,
    jobs: 16,
    async size(name, signal) {
      const size = (await describe(place, objectUrl(name), signal))?.["size"];
      return typeof size === "string" ? Number(size) : undefined;
    },
    async tag(name, signal) {
      const tag = (await describe(place, objectUrl(name), signal))?.["etag"];
      // DVC records the bytes behind the Base64 of this service.
      return typeof tag === "string" ? Buffer.from(tag, "base64").toString("hex") : undefined;
    },
    list: (below, signal) => listNames(place, prefix, below, signal),
    read: (name, offset, signal) => read(place, objectUrl(name), offset, signal),
    async upload(file, name, { signal, onBytes }) {
      const { size } = await stat(file);
      const base = `${place.endpoint}/upload/storage/v1/b/${bucket}/o`;
      const target = { name: prefix + name, uploadType: size < sessionFrom ? "media" : "resumable" };
      const request: CloudRequest = { method: "POST", url: base + queryOf(target), headers: {} };
      if (size < sessionFrom) {
        const body = { file, start: 0, length: size };
        const headers = { "Content-Type": "application/octet-stream" };
        const whole = { ...request, headers, body, ...(onBytes && { onBytes }) };
        await successOf(place, await send(place, whole, signal));
        return;
      }
      const begun = await send(place, request, signal);
      const session = begun.headers.location;
      await successOf(place, begun);
      if (session === undefined) throw remoteRefused(url, "it does not begin an upload");
      await uploadResumably({ connection, remote: url, session, file, size, signal, onBytes });
    },
    async remove(name, signal) {
      const response = await send(place, { method: "DELETE", url: objectUrl(name), headers: {} }, signal);
      if (response.status === 404) await absent(place, response);
      else await successOf(place, response);
    },
    dispose: async () => connection.dispose(),
  };
}

function endpointOf({ name, options }: RemoteConfig, env: NodeJS.ProcessEnv): string {
  const given =
    options.get("endpointurl") ?? env["STORAGE_EMULATOR_HOST"] ?? "https://storage.googleapis.com";
  // The variable of emulators may be a bare host and port.
  const url = /^https?:\/\//iu.test(given) ? given : `http://${given}`;
  if (!URL.canParse(url))
    throw badRemote(name, `endpointurl must begin with https:// or http://, not "${given}".`);
  return url.replace(/\/+$/u, "");
}

async function send(
  { connection, authorize }: Bucket,
  request: CloudRequest,
  signal: AbortSignal,
): Promise<CloudResponse> {
  return connection.send({ ...request, headers: { ...request.headers, ...(await authorize()) } }, signal);
}

async function describe(place: Bucket, url: string, signal: AbortSignal): Promise<JsonObject | undefined> {
  const request: CloudRequest = { method: "GET", url: url + queryOf({ fields: "size,etag" }), headers: {} };
  const response = await send(place, request, signal);
  return response.status === 404 ? absent(place, response) : successOf(place, response);
}

async function read(
  place: Bucket,
  url: string,
  offset: number,
  signal: AbortSignal,
): Promise<BlobContent | undefined> {
  const headers = offset > 0 ? { Range: `bytes=${offset}-` } : {};
  const response = await send(place, { method: "GET", url: `${url}?alt=media`, headers }, signal);
  if (response.status === 200 || response.status === 206) {
    const start = response.status === 206 ? offset : 0;
    return { start, chunks: chunksOf(response, signal) };
  }
  if (response.status === 404) return absent(place, response);
  if (response.status !== 416) await successOf(place, response);
  // The offset is the end, or beyond it: then what the caller has is not the blob's, which its hash will show.
  return { start: offset, chunks: noChunks(response) };
}

async function* listNames(
  place: Bucket,
  base: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (let pageToken: string | undefined; ;) {
    const query = { prefix: base + prefix, fields: "nextPageToken,items(name)", pageToken };
    const url = `${place.endpoint}/storage/v1/b/${place.bucket}/o${queryOf(query)}`;
    // A list of many pages does not begin anew because one of them did not come.
    const page = await withRetries(signal, async () =>
      successOf(place, await send(place, { method: "GET", url, headers: {} }, signal)),
    );
    for (const item of Array.isArray(page["items"]) ? page["items"] : []) {
      if (isObject(item) && typeof item["name"] === "string") yield item["name"].slice(base.length);
    }
    const next = page["nextPageToken"];
    if (typeof next !== "string" || next === "") return;
    pageToken = next;
  }
}

/** The document of an answer. Throws a Failure with the way out for any other than a success. */
async function successOf(place: Bucket, response: CloudResponse): Promise<JsonObject> {
  const text = await textOf(response);
  if (response.status < 300) return parseObject(text) ?? {};
  throw remoteRefused(place.remote, explain(response.status, text, place.bucket));
}

/** Of an object that is not there. Throws a Failure when it is the bucket that is not. */
async function absent({ remote, bucket }: Bucket, response: CloudResponse): Promise<undefined> {
  const text = await textOf(response);
  if (/bucket/iu.test(messageOf(text))) throw remoteRefused(remote, explain(404, text, bucket));
  return undefined;
}

function messageOf(text: string): string {
  const error = parseObject(text)?.["error"];
  const message = isObject(error) ? error["message"] : undefined;
  return typeof message === "string" ? message.replace(/\.$/u, "") : text.slice(0, 200).trim();
}

function explain(status: number, text: string, bucket: string): string {
  if (status === 404) return `there is no bucket ${bucket}; make it, or correct the remote's url`;
  const said = messageOf(text);
  if (status === 401) return `the credentials are not valid${said === "" ? "" : ` (${said})`}; sign in again`;
  if (status === 403)
    return `access to ${bucket} is not permitted (${said}); ask its owner for the role Storage Object User`;
  return `it answered with status ${status}${said === "" ? "" : ` (${said})`}`;
}
