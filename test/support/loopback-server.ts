import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

/** What a loopback server was asked. */
interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  stop(): Promise<void>;
}

/** What a loopback server answers. */
export interface LoopbackAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Serves the answers of a function on the loopback; a text is a body, and undefined is answered with 403. */
export async function startLoopback(
  answer: (asked: Asked) => string | LoopbackAnswer | undefined,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    void text(request).then((body) => {
      const found = answer({ method, url, headers, body });
      if (typeof found === "string") response.writeHead(200).end(found);
      else if (found === undefined) response.writeHead(403).end();
      else {
        const content = found.body ?? "";
        const length = { "content-length": String(Buffer.byteLength(content)) };
        response.writeHead(found.status ?? 200, { ...length, ...found.headers });
        response.end(method === "HEAD" ? undefined : content);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The loopback gave no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
