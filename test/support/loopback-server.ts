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

/** Serves the answers of a function on the loopback; undefined is answered with 403. */
export async function startLoopback(answer: (asked: Asked) => string | undefined): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    void text(request).then((body) => {
      const found = answer({ method, url, headers, body });
      response.writeHead(found === undefined ? 403 : 200).end(found);
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
