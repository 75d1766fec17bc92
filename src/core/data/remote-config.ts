import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { badConfig } from "./failures.ts";
import type { Setting } from "./parse-ini.ts";

/** One `['remote "name"']` of DVC's settings, with what it inherits by `remote://` already in it. */
export interface RemoteConfig {
  /** In lower case, as DVC compares names. */
  readonly name: string;
  /** An URL with a scheme, or the absolute path of a folder. */
  readonly url: string;
  /** All other settings as text, by key in lower case; paths of files are absolute. */
  readonly options: ReadonlyMap<string, string>;
}

/** The merged settings of a section with the file each comes from. */
export type Section = ReadonlyMap<string, Setting & { readonly file: string }>;

const pathOptions = new Set([
  "credentialpath",
  "configpath",
  "keyfile",
  "cert_path",
  "key_path",
  "gdrive_user_credentials_file",
  "gdrive_service_account_json_file_path",
]);

const sectionOfRemote = /^remote\s+(["'])(.*)\1$/;

/**
 * The remotes of merged settings. Throws a Failure for a remote without an URL, and for `remote://` of a name that is not
 * there or leads back to itself.
 * @param sections by name, both levels in lower case
 */
export function readRemotes(sections: ReadonlyMap<string, Section>): ReadonlyMap<string, RemoteConfig> {
  const own = new Map<string, Section>();
  for (const [title, section] of sections) {
    const name = sectionOfRemote.exec(title)?.[2];
    if (name !== undefined) own.set(name, section);
  }
  return new Map([...own.keys()].map((name) => [name, resolveRemote(own, name, [])]));
}

function resolveRemote(
  own: ReadonlyMap<string, Section>,
  name: string,
  through: readonly string[],
): RemoteConfig {
  const section: Section = own.get(name) ?? new Map();
  const given = section.get("url");
  if (given === undefined) {
    const [anchor] = section.values();
    throw badConfig(anchor?.file ?? ".dvc/config", anchor?.line ?? 1, `The remote "${name}" has no url.`);
  }
  const options = new Map(
    [...section]
      .filter(([key]) => key !== "url")
      .map(([key, setting]) => [key, pathOptions.has(key) ? pathFrom(setting) : textOf(setting)]),
  );
  const [, base, below = ""] = /^remote:\/\/([^/]+)(\/.*)?$/.exec(textOf(given)) ?? [];
  if (base === undefined) return { name, url: pathFrom(given), options };
  const parent = base.toLowerCase();
  if (!own.has(parent) || parent === name || through.includes(parent)) {
    throw badConfig(
      given.file,
      given.line,
      `The remote "${name}" builds on "${base}", which is ${own.has(parent) ? "built on it" : "not there"}.`,
    );
  }
  const inherited = resolveRemote(own, parent, [...through, name]);
  return {
    name,
    url: inherited.url.replace(/\/+$/, "") + below,
    options: new Map([...inherited.options, ...options]),
  };
}

/** A relative path starts from the folder of the file that holds it. */
export function pathFrom(setting: Setting & { readonly file: string }): string {
  const path = textOf(setting);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return path;
  if (path === "~" || /^~[/\\]/.test(path)) return join(homedir(), path.slice(1));
  return isAbsolute(path) ? path : resolve(dirname(setting.file), path);
}

/** A comma outside of quotes makes a list to the format; in an URL or a password it is just a comma. */
function textOf({ value }: Setting): string {
  return typeof value === "string" ? value : value.join(",");
}
