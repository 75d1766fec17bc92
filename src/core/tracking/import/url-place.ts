import { posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import type { Config } from "#core/data/config/config";
import type { RemoteConfig } from "#core/data/config/remote-config";
import { chooseRemote } from "#core/tracking/transfer/plan";

import { nameNeeded, versionsNotSupported } from "./failures.ts";
import type { UrlOrigin } from "./import-file.ts";

/** Where the data of an URL is. */
export type UrlPlace =
  /** An absolute path of this machine. */
  | { readonly kind: "path"; readonly path: string }
  /** A blob of a store, or a folder of such. */
  | { readonly kind: "store"; readonly remote: RemoteConfig; readonly name: string };

/**
 * Finds the store and the name in it that an URL means: `remote://name/path` below one of our remotes, `s3://`, `https://`
 * and so on as they are, anything else as a path. Throws a Failure for a remote that is not there.
 * @param base absolute path of the folder from which a relative path starts
 */
export function findUrlPlace(
  { url, options }: Pick<UrlOrigin, "url" | "options">,
  base: string,
  config: Config | undefined,
): UrlPlace {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]+):\/\/(.*)$/iu.exec(url) ?? [];
  if (scheme === "") return { kind: "path", path: resolve(base, url) };
  if (scheme.toLowerCase() === "file") return { kind: "path", path: fileURLToPath(url) };
  if (/[?&]versionid=/iu.test(url)) throw versionsNotSupported(url);
  const own = config && scheme.toLowerCase() === "remote" ? below(config, rest) : undefined;
  const { parent, name } = splitUrl(own?.url ?? url);
  const remote = { name: url, url: parent, options: new Map([...(own?.options ?? []), ...options]) };
  // A remote that is a folder has paths and no URLs.
  if (!/^[a-z][a-z0-9+.-]+:\/\//iu.test(parent)) return { kind: "path", path: resolve(parent, name) };
  return { kind: "store", remote, name };
}

/** The name that data has at an URL or path. Throws a Failure when there is none, as for the root of a server. */
export function nameAt(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]+:\/\/[^/]*/iu, "").replace(/[?#].*$/u, "");
  const name = posix.basename(path.replaceAll("\\", "/"));
  if (name === "" || name === "." || name === "..") throw nameNeeded(url);
  return name;
}

function below(config: Config, rest: string): Pick<RemoteConfig, "url" | "options"> {
  const slash = rest.indexOf("/");
  const name = slash < 0 ? rest : rest.slice(0, slash);
  const remote = chooseRemote(config, name);
  return {
    url: remote.url.replace(/\/+$/u, "") + (slash < 0 ? "" : rest.slice(slash)),
    options: remote.options,
  };
}

/** The last part of a path is a name in the store that begins above it; what a query holds belongs to the name. */
function splitUrl(url: string): { parent: string; name: string } {
  const path = url.replace(/[?#].*$/u, "").replace(/\/+$/u, "");
  const slash = path.lastIndexOf("/");
  return {
    parent: path.slice(0, slash),
    name: path.slice(slash + 1) + url.slice(path.length).replace(/^\/+/u, ""),
  };
}
