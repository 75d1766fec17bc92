import { setMaxListeners } from "node:events";
import { createReadStream } from "node:fs";
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

import { systemFailure } from "#core/data/system-errors";

import { remoteInterrupted, remoteUnreachable } from "./failures.ts";

/** A request to the service of a cloud. */
export interface CloudRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FilePart | undefined;
  /** Told of each piece of the body that is sent, in bytes; of a piece that is sent again, a negative number first. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Some bytes of a file, as the body of a request. */
interface FilePart {
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

export interface CloudResponse {
  /** What messages call the other side. */
  readonly remote: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Has to be read to its end, or destroyed, before its connection serves another request. */
  readonly body: IncomingMessage;
}

export interface ConnectionOptions {
  /** False takes any certificate. */
  readonly verify: boolean;
  /** Certificates in PEM that are trusted in place of those that come with Node. */
  readonly authorities?: string | undefined;
  readonly connectSeconds: number;
  /** For how long a connection may be silent. */
  readonly readSeconds: number;
}

/** Connections to a cloud, which are kept open between requests. */
export interface CloudConnection {
  /**
   * Sends a request and waits for the head of the answer, whatever its status. A connection that breaks and an answer
   * that asks to come back later are the Failure `remote-interrupted`: the caller tries again.
   */
  send(request: CloudRequest, signal: AbortSignal): Promise<CloudResponse>;
  dispose(): void;
}

/**
 * Opens connections for a remote. Not by `fetch`, which can be told neither certificates nor time limits, and which
 * programs such as VS Code do not lead through a proxy as reliably.
 * @param remote what messages call the other side
 */
export function openConnection(remote: string, options: ConnectionOptions): CloudConnection {
  const { verify, authorities } = options;
  const agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({
      keepAlive: true,
      rejectUnauthorized: verify,
      ...(authorities && { ca: authorities }),
    }),
  };
  const send = async (request: CloudRequest, signal: AbortSignal): Promise<CloudResponse> => {
    // As many requests as are under way listen to the signal, which Node takes for a leak from eleven on.
    setMaxListeners(0, signal);
    let sent = 0;
    const onBytes = (bytes: number): void => {
      sent += bytes;
      request.onBytes?.(bytes);
    };
    try {
      const answer = await exchange({ ...request, onBytes }, agents, options, signal);
      const response = { ...answer, remote };
      if (!isTemporary(response.status)) return response;
      throw remoteInterrupted(remote, await reasonOf(response));
    } catch (error) {
      if (sent > 0) request.onBytes?.(-sent);
      signal.throwIfAborted();
      throw failureOf(error, remote, request.url);
    }
  };
  return {
    send,
    dispose() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The chunks of an answer's body; a connection that breaks meanwhile is the Failure `remote-interrupted`. */
export async function* chunksOf(
  { body, remote }: CloudResponse,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw remoteInterrupted(remote, "the connection broke", error);
  }
}

/** The rest of a blob from its end on, which services answer with an error and a text that is none of the blob's. */
export function noChunks({ body }: CloudResponse): AsyncIterable<Uint8Array> {
  body.resume();
  return Readable.from([]);
}

/** The body of an answer as text; meant for the short documents in which services say what they did. */
export async function textOf(response: CloudResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(response)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** The value of a header of an answer. */
export function headerOf({ headers }: CloudResponse, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}

/** The bytes that an answer announces: those of the blob, when it was asked for as a whole. */
export function lengthOf(response: CloudResponse): number | undefined {
  const text = headerOf(response, "content-length");
  return text === undefined ? undefined : Number(text);
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

function exchange(
  request: CloudRequest,
  agents: Agents,
  { connectSeconds, readSeconds }: ConnectionOptions,
  signal: AbortSignal,
): Promise<Omit<CloudResponse, "remote">> {
  const { method, url, body } = request;
  const headers = {
    ...request.headers,
    ...(method !== "GET" && method !== "HEAD" && { "Content-Length": sizeOf(body) }),
  };
  const timeout = readSeconds * 1000;
  return new Promise((resolve, reject) => {
    const outgoing = url.startsWith("https:")
      ? requestHttps(url, { method, headers, timeout, signal, agent: agents.https })
      : requestHttp(url, { method, headers, timeout, signal, agent: agents.http });
    outgoing.on("error", reject);
    outgoing.on("timeout", () => outgoing.destroy(timedOut("nothing came for too long")));
    outgoing.on("response", (incoming) =>
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
    );
    limitConnecting(outgoing, connectSeconds);
    if (typeof body === "object") sendPart(outgoing, body, request.onBytes);
    else outgoing.end(body);
  });
}

function sizeOf(body: CloudRequest["body"]): number {
  return typeof body === "object" ? body.length : Buffer.byteLength(body ?? "");
}

function limitConnecting(outgoing: ClientRequest, seconds: number): void {
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => outgoing.destroy(timedOut("connecting took too long")), seconds * 1000);
    const stop = (): void => clearTimeout(timer);
    socket.once("connect", stop);
    socket.once("close", stop);
  });
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}

function sendPart(
  outgoing: ClientRequest,
  { file, start, length }: FilePart,
  onBytes?: (bytes: number) => void,
): void {
  if (length === 0) {
    outgoing.end();
    return;
  }
  const source = createReadStream(file, { start, end: start + length - 1, highWaterMark: 1 << 18 });
  source.on("error", (error) => outgoing.destroy(error));
  source.on("data", (chunk) => onBytes?.(chunk.length));
  outgoing.on("close", () => source.destroy());
  source.pipe(outgoing);
}

/** The service is overloaded or in the middle of something: it says so with these. */
function isTemporary(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status);
}

async function reasonOf(response: CloudResponse): Promise<string> {
  const text = await textOf(response).catch(() => "");
  const code = /<Code>([^<]+)<\/Code>/u.exec(text)?.[1];
  return `it answered with status ${response.status}${code === undefined ? "" : ` (${code})`}`;
}

/** What the user can do about connections that do not come about, by Node's name for the error. */
const unreachable: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is not known; check the network and the URL",
  ECONNREFUSED: "nothing listens there; check the URL, and whether the server runs",
  EHOSTUNREACH: "there is no way to it; check the network",
  ENETUNREACH: "there is no way to it; check the network",
  EPROTO: "it does not speak TLS; check whether the URL should begin with http://",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS; check whether the URL should begin with http://",
};

function failureOf(error: unknown, remote: string, url: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  const { origin } = new URL(url);
  const reason = unreachable[error.code] ?? (isDistrust(error.code) ? distrust(error.message) : undefined);
  if (reason !== undefined) return remoteUnreachable(`${remote} (${origin})`, reason, error);
  if ("path" in error) return systemFailure(error) ?? error;
  return remoteInterrupted(remote, `the connection to ${origin} broke (${error.code})`, error);
}

function isDistrust(code: string): boolean {
  return /CERT|SIGNATURE|ERR_TLS/u.test(code);
}

function distrust(message: string): string {
  return `its certificate is not trusted (${message}); set ssl_verify to the file of the authority that signed it`;
}
