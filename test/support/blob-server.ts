import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** How a server behaves; a test may change it while the server runs. */
interface ServerManners {
  /** The `authorization` header that it wants. */
  authorization?: string;
  /** It answers with these before it does what it is asked, one for each request. */
  refusals: number[];
  /** It breaks the connection after so many bytes of a download, so many times. */
  cuts: { after: number; times: number };
  /** Parts of a file are not given. */
  withoutRanges?: boolean;
  /** It sends downloads there. */
  redirectTo?: string;
  /** It knows no HEAD. */
  withoutHead?: boolean;
}

/** A web server with a folder, which takes uploads as DVC sends them. */
export interface BlobServer {
  readonly url: string;
  readonly manners: ServerManners;
  /** Method, path and range of every request, in order. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Serves a folder on the loopback. */
export async function startBlobServer(folder: string): Promise<BlobServer> {
  const manners: ServerManners = { refusals: [], cuts: { after: 0, times: 0 } };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range === undefined ? "" : ` ${request.headers.range}`;
    requests.push(`${request.method} ${request.url}${range}`);
    answer(folder, manners, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    manners,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  folder: string,
  manners: ServerManners,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const end = (status: number, headers = {}) => {
    request.resume();
    response.writeHead(status, headers).end();
  };
  const refusal = manners.refusals.shift();
  if (refusal !== undefined) return end(refusal);
  if (manners.authorization !== undefined && request.headers.authorization !== manners.authorization)
    return end(401);
  const name = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
  const file = path.join(folder, name);
  if (request.method === "PUT" || request.method === "POST") {
    await mkdir(path.dirname(file), { recursive: true });
    const temporary = `${file}.${createHash("md5").update(String(Math.random())).digest("hex")}`;
    await pipeline(request, createWriteStream(temporary));
    await rename(temporary, file);
    return end(201);
  }
  if (request.method === "HEAD" && manners.withoutHead === true) return end(405);
  if (manners.redirectTo !== undefined) return end(302, { location: manners.redirectTo + name });
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return end(404);
  return send(file, found.size, manners, { request, response });
}

async function send(
  file: string,
  size: number,
  manners: ServerManners,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const asked = /^bytes=(\d+)-$/u.exec(request.headers.range ?? "")?.[1];
  const start = asked === undefined || manners.withoutRanges === true ? 0 : Number(asked);
  if (start >= size && start > 0) {
    response.writeHead(416, { "content-range": `bytes */${size}` }).end();
    return;
  }
  const range = start > 0 ? { "content-range": `bytes ${start}-${size - 1}/${size}` } : {};
  response.writeHead(start > 0 ? 206 : 200, { "content-length": size - start, ...range });
  if (request.method === "HEAD" || size === 0) {
    response.end();
    return;
  }
  if (manners.cuts.times === 0) return pipeline(createReadStream(file, { start }), response);
  manners.cuts.times -= 1;
  const part = createReadStream(file, { start, end: start + manners.cuts.after - 1 });
  for await (const chunk of part) response.write(chunk);
  setTimeout(() => response.destroy(), 50);
}
