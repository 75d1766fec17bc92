import type { RemoteConfig } from "#core/data/config/remote-config";

import { badRemote } from "./failures.ts";

/** How to talk to an HTTP server. */
export interface HttpSettings {
  /** Ends without a slash, and holds no user and password. */
  readonly url: string;
  /** The method of an upload. */
  readonly method: "POST" | "PUT";
  /** What authenticates us, to this server only. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads the URL and the options of an HTTP remote. Throws a Failure for what makes no sense or is not supported. */
export function readHttpSettings(remote: RemoteConfig): HttpSettings {
  const { name, options } = remote;
  if (!URL.canParse(remote.url)) throw badRemote(name, "its url is not like https://host/path.");
  const url = new URL(remote.url);
  const user = options.get("user") ?? decoded(url.username);
  const password = options.get("password") ?? decoded(url.password);
  url.username = "";
  url.password = "";
  const method = (options.get("method") ?? "POST").toUpperCase();
  if (method !== "POST" && method !== "PUT") throw badRemote(name, `"method" must be POST or PUT.`);
  return {
    url: url.href.replace(/\/+$/u, ""),
    method,
    headers: authHeaders(remote, user, password),
  };
}

/** A part of an URL as it was meant; a percent sign that escapes nothing stands for itself. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/giu, (escaped) =>
    Buffer.from(escaped.replaceAll("%", ""), "hex").toString(),
  );
}

function authHeaders(
  { name, options }: RemoteConfig,
  user: string,
  password: string,
): Record<string, string> {
  const auth = options.get("auth")?.toLowerCase() ?? (user === "" ? "none" : "basic");
  if (auth === "none") return {};
  if (auth !== "basic" && auth !== "custom") {
    throw badRemote(name, `"auth = ${auth}" is not supported, here as in DVC; use basic or custom.`);
  }
  if (password === "") {
    const way = `set it with \`trainyard remote modify --local ${name} password …\`, in a file that Git ignores`;
    throw badRemote(name, `"auth = ${auth}" needs a password, which is not asked for; ${way}.`);
  }
  if (auth === "basic") {
    return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  }
  const header = options.get("custom_auth_header");
  if (header === undefined || !/^[\w-]+$/u.test(header)) {
    throw badRemote(name, `"auth = custom" needs the name of a header in custom_auth_header.`);
  }
  return { [header.toLowerCase()]: password };
}
