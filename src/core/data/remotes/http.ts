import { stat } from "node:fs/promises";

import type { RemoteConfig } from "#core/data/config/remote-config";

import { connectionOptions } from "./cloud-options.ts";
import { chunksOf, headerOf, lengthOf, noChunks, openConnection } from "./cloud-request.ts";
import type { CloudConnection, CloudRequest, CloudResponse } from "./cloud-request.ts";
import { remoteRefused, remoteUnreachable } from "./failures.ts";
import { readHttpSettings } from "./http-settings.ts";
import type { HttpSettings } from "./http-settings.ts";
import type { BlobContent, RemoteStore, Transfer } from "./remote-store.ts";

const mostRedirects = 5;

/** A server, and how we talk to it. */
interface HttpPlace {
  readonly settings: HttpSettings;
  readonly connection: CloudConnection;
}

/**
 * A remote on a web server that answers GET and HEAD, and takes uploads with POST or PUT where it does. The protocol has no
 * words for listing and deleting.
 */
export async function openHttp(remote: RemoteConfig): Promise<RemoteStore> {
  const settings = readHttpSettings(remote);
  const { url } = settings;
  const connection = openConnection(url, await connectionOptions(remote, "connect_timeout", process.env));
  const place = { settings, connection };
  return {
    url,
    jobs: 8,
    size: (name, signal) => sizeOf(place, name, signal),
    tag: (name, signal) => tagOf(place, name, signal),
    read: (name, offset, signal) => read(place, { name, offset }, signal),
    upload: (file, name, transfer) => upload(place, file, name, transfer),
    dispose: async () => connection.dispose(),
  };
}

async function sizeOf(place: HttpPlace, name: string, signal: AbortSignal): Promise<number | undefined> {
  const head = await headOf(place, name, signal);
  return head && (lengthOf(head) ?? 0);
}

/** Quotes are a part of what DVC records. */
async function tagOf(place: HttpPlace, name: string, signal: AbortSignal): Promise<string | undefined> {
  const head = await headOf(place, name, signal);
  return head && (headerOf(head, "etag") ?? headerOf(head, "content-md5"));
}

async function headOf(
  place: HttpPlace,
  name: string,
  signal: AbortSignal,
): Promise<CloudResponse | undefined> {
  const head = await ask(place, { method: "HEAD", name }, signal);
  head.body.resume();
  // Some servers know no HEAD.
  if (head.status !== 405 && head.status !== 501) return judge(place, head, name);
  const get = await ask(place, { method: "GET", name }, signal);
  get.body.destroy();
  return judge(place, get, name);
}

function judge(place: HttpPlace, response: CloudResponse, name: string): CloudResponse | undefined {
  if (isAbsent(response)) return undefined;
  requireSuccess(place, response, name);
  return response;
}

async function read(
  place: HttpPlace,
  { name, offset }: { readonly name: string; readonly offset: number },
  signal: AbortSignal,
): Promise<BlobContent | undefined> {
  const headers = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const response = await ask(place, { method: "GET", name, headers }, signal);
  if (response.status === 206) {
    const start = /^bytes (\d+)-/u.exec(headerOf(response, "content-range") ?? "")?.[1];
    return { start: Number(start ?? offset), chunks: chunksOf(response, signal) };
  }
  if (response.status === 200) return { start: 0, chunks: chunksOf(response, signal) };
  response.body.resume();
  // The range begins at the end, or beyond it: then what is there is too long, which its hash will show.
  if (response.status === 416) return { start: offset, chunks: noChunks(response) };
  if (isAbsent(response)) return undefined;
  throw refusal(place, response, name);
}

async function upload(
  place: HttpPlace,
  file: string,
  name: string,
  { signal, onBytes }: Transfer,
): Promise<void> {
  const { method } = place.settings;
  const body = { file, start: 0, length: (await stat(file)).size };
  const headers = { "content-type": "application/octet-stream" };
  const response = await ask(place, { method, name, headers, body, onBytes }, signal);
  response.body.resume();
  requireSuccess(place, response, name);
}

/** A request as above, for a name below the URL of the remote. */
interface Question extends Pick<CloudRequest, "method" | "body" | "onBytes"> {
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request and follows redirections, as to a download that is signed; our keys go to our own server only. */
async function ask(
  { settings, connection }: HttpPlace,
  { name, headers, ...request }: Question,
  signal: AbortSignal,
): Promise<CloudResponse> {
  const { origin } = new URL(settings.url);
  let url = `${settings.url}/${name}`;
  for (let redirects = 0; ; redirects += 1) {
    const own = new URL(url).origin === origin ? settings.headers : {};
    const all = { "accept-encoding": "identity", ...own, ...headers };
    const response = await connection.send({ ...request, url, headers: all }, signal);
    const target = [301, 302, 303, 307, 308].includes(response.status)
      ? headerOf(response, "location")
      : undefined;
    if (target === undefined || request.body !== undefined) return response;
    response.body.resume();
    if (redirects === mostRedirects || !URL.canParse(target, url)) {
      throw remoteUnreachable(settings.url, "it redirects in a circle");
    }
    url = new URL(target, url).href;
  }
}

function isAbsent({ status }: CloudResponse): boolean {
  return status === 404 || status === 410;
}

function requireSuccess(place: HttpPlace, response: CloudResponse, name: string): void {
  if (response.status < 200 || response.status > 299) throw refusal(place, response, name);
}

function refusal({ settings: { url, method } }: HttpPlace, { status }: CloudResponse, name: string) {
  const advice: Readonly<Record<number, string>> = {
    401: "check the options auth, user and password of the remote",
    403: "it does not let this user do that; check the options auth, user and password of the remote",
    405: `it takes no ${method}; set the option method of the remote`,
    409: "the folder is not there, and it does not make it",
    411: "it wants a length that we send; a proxy may have taken it away",
    413: "the file is too large for it; raise the limit there",
    507: "its disk is full",
  };
  return remoteRefused(url, `status ${status} for ${name}: ${advice[status] ?? "look into its log"}`);
}
