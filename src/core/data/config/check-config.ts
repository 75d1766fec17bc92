import { badConfig, unknownSetting } from "#core/data/failures";
import type { Failure } from "#core/failure";
import { nameOfRemote } from "#core/pipeline/settings/loading-settings";

import { commonKeys, databaseKeys, machineKeys, remoteKeys, sectionKeys } from "./config-keys.ts";
import type { KnownKeys, SettingKind } from "./config-keys.ts";
import { textOf } from "./config-level.ts";
import type { FoundSetting, MergedSettings } from "./config-level.ts";

type Settings = ReadonlyMap<string, FoundSetting>;

/**
 * Checks all settings but those of remotes, as DVC does before anything else.
 * Throws a Failure that names file and line of a section, a key or a value that DVC does not know, with the nearest
 * that it does know.
 */
export function checkSettings(merged: MergedSettings): void {
  for (const [title, settings] of merged) {
    if (nameOfRemote(title) === undefined) checkSection(title, settings);
  }
}

/** As {@link checkSettings}, for the settings of one remote. Of one that builds on another, DVC checks nothing. */
export function checkRemote(name: string, settings: Settings): void {
  const [anchor] = settings.values();
  const given = settings.get("url");
  if (given === undefined)
    throw badConfig(anchor?.file ?? ".dvc/config", anchor?.line ?? 1, `The remote "${name}" has no url.`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/[^/?#]/i.exec(textOf(given))?.[1]?.toLowerCase() ?? "";
  if (scheme === "remote") return;
  const own = Object.hasOwn(remoteKeys, scheme) ? remoteKeys[scheme] : undefined;
  if (own === undefined) {
    const known = Object.keys(remoteKeys).filter((each) => each !== "");
    throw badConfig(
      given.file,
      given.line,
      `There is no kind of remote "${scheme}://"; there are ${known.join(", ")}.`,
    );
  }
  checkKeys(`remote.${name}`, settings, { ...commonKeys, ...own });
}

/** Throws a Failure for a setting that DVC knows in no section of this name, with the nearest that it does know. */
export function checkSettingName(section: string, key: string): void {
  if (section === "feature") return;
  const named = /^(remote|db) "/.exec(section)?.[1];
  const anyRemote = Object.assign({}, commonKeys, ...Object.values(remoteKeys));
  const keys = named === "remote" ? anyRemote : named === "db" ? databaseKeys : keysOf(section);
  if (keys === undefined) throw unknownSetting(`section [${section}]`, section, Object.keys(sectionKeys));
  if (!Object.hasOwn(keys, key))
    throw unknownSetting(`setting "${key}" in [${section}]`, key, Object.keys(keys));
}

function checkSection(title: string, settings: Settings): void {
  // What is tried out in DVC may be there or not: DVC only warns.
  if (title === "feature") return;
  const named = /^(db|machine) "(.*)"$/.exec(title);
  const keys = named === null ? keysOf(title) : named[1] === "db" ? databaseKeys : machineKeys;
  const [anchor] = settings.values();
  if (keys === undefined && anchor !== undefined) throw unknownSection(title, anchor);
  checkKeys(named === null ? title : `${named[1]}.${named[2]}`, settings, keys ?? {});
  if (title !== "hydra" || !settings.has("config_dir")) return;
  const other = settings.get("config_module");
  if (other !== undefined)
    throw badConfig(other.file, other.line, "hydra.config_dir and hydra.config_module exclude each other.");
}

function keysOf(section: string): KnownKeys | undefined {
  return Object.hasOwn(sectionKeys, section) ? sectionKeys[section] : undefined;
}

function unknownSection(title: string, { file, line }: FoundSetting): Failure {
  if (title === "") return badConfig(file, line, "The setting stands before the first [section].");
  const { message } = unknownSetting(`section [${title}]`, title, Object.keys(sectionKeys));
  return badConfig(file, line, message);
}

function checkKeys(section: string, settings: Settings, keys: KnownKeys): void {
  for (const [key, setting] of settings) {
    const kind = Object.hasOwn(keys, key) ? keys[key] : undefined;
    const name = `${section}.${key}`;
    if (kind === undefined) {
      const { message } = unknownSetting(`setting ${name}`, key, Object.keys(keys));
      throw badConfig(setting.file, setting.line, message);
    }
    const reason = whyRefused(setting.value, kind);
    if (reason !== undefined) throw badConfig(setting.file, setting.line, `${name} ${reason}`);
  }
}

/** Says what a value should be; undefined when it is that. Numbers are those that Python's `int` and `float` read. */
function whyRefused(value: FoundSetting["value"], kind: SettingKind): string | undefined {
  if (kind === "links") return whyNoLinks(typeof value === "string" ? value.split(",") : value);
  if (kind === "never") return "cannot be set: DVC refuses every value.";
  if (typeof value !== "string") return "is a list because of its comma; put the value in quotes.";
  if (typeof kind !== "string") return oneOf(value, kind);
  const number = value.trim().replaceAll(/(?<=\d)_(?=\d)/g, "");
  const isWhole = /^[+-]?\d+$/.test(number);
  switch (kind) {
    case "text":
      return undefined;
    case "boolean":
      return oneOf(value, ["true", "false"]);
    case "integer":
      return isWhole ? undefined : `must be a whole number, not "${value}".`;
    case "count":
      return isWhole && Number(number) >= 1
        ? undefined
        : `must be a whole number of at least 1, not "${value}".`;
    case "seconds":
      return /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)
        ? undefined
        : `must be a number of at least 0, not "${value}".`;
  }
}

function oneOf(value: string, words: readonly string[]): string | undefined {
  return words.includes(value.toLowerCase()) ? undefined : `must be ${words.join(" or ")}, not "${value}".`;
}

function whyNoLinks(names: readonly string[]): string | undefined {
  const wrong = names.find((name) => !["reflink", "hardlink", "symlink", "copy"].includes(name.trim()));
  return wrong === undefined
    ? undefined
    : `knows reflink, hardlink, symlink and copy, not "${wrong.trim()}".`;
}
