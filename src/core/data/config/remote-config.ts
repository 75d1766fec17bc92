import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";

import { badConfig } from "#core/data/failures";
import { nameOfRemote } from "#core/pipeline/settings/loading-settings";

import { checkRemote } from "./check-config.ts";
import { isUrl, textOf } from "./config-level.ts";
import type { FoundSetting, MergedSettings } from "./config-level.ts";

/** One `['remote "name"']` of DVC's settings, with what it inherits by `remote://` already in it. */
export interface RemoteConfig {
  /** In lower case, as DVC compares names. */
  readonly name: string;
  /** An URL with a scheme, or the absolute path of a folder. */
  readonly url: string;
  /** All other settings as text, by key in lower case; paths of files are absolute. */
  readonly options: ReadonlyMap<string, string>;
}

type Section = ReadonlyMap<string, FoundSetting>;

const pathOptions = new Set([
  "url",
  "credentialpath",
  "configpath",
  "keyfile",
  "cert_path",
  "key_path",
  "gdrive_user_credentials_file",
  "gdrive_service_account_json_file_path",
]);

const pathOptionsOfMachine = new Set(["startup_script", "setup_script"]);

/**
 * The remotes of merged settings. Throws a Failure for a remote without an URL, with settings that DVC refuses, and for
 * `remote://` of a name that is not there or leads back to itself.
 */
export function readRemotes(sections: MergedSettings): ReadonlyMap<string, RemoteConfig> {
  const own = new Map<string, Section>();
  for (const [title, section] of sections) {
    const name = nameOfRemote(title);
    if (name !== undefined) own.set(name, section);
  }
  for (const [name, section] of own) checkRemote(name, section);
  return new Map([...own.keys()].map((name) => [name, resolveRemote(own, name, [])]));
}

function resolveRemote(
  own: ReadonlyMap<string, Section>,
  name: string,
  through: readonly string[],
): RemoteConfig {
  const section: Section = own.get(name) ?? new Map();
  const given = section.get("url");
  if (given === undefined) throw new Error(`The remote ${name} was not checked.`);
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

/** True for a remote on which the cloud's versions of files stand for objects: then it has none of these. */
export function keepsVersions({ options }: RemoteConfig): boolean {
  return ["version_aware", "worktree"].some((key) => options.get(key)?.toLowerCase() === "true");
}

/** Whether the value of a setting is a path, or a place that may be one. */
export function isPathSetting(section: string, key: string): boolean {
  if (section === "cache") return key === "dir";
  if (section.startsWith("machine ")) return pathOptionsOfMachine.has(key);
  return section.startsWith("remote ") && pathOptions.has(key);
}

/** A relative path starts from the folder of the file that holds it. */
export function pathFrom(setting: FoundSetting): string {
  const path = textOf(setting);
  if (isUrl(path)) return path;
  if (path === "~" || /^~[/\\]/.test(path)) return join(homedir(), path.slice(1));
  return isAbsolute(path) ? path : resolve(dirname(setting.file), path);
}
