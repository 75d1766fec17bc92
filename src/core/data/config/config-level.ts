import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { hasCode, isNotFound } from "#core/data/atomic-write";
import { badConfig } from "#core/data/failures";
import { settingsFolders } from "#core/pipeline/settings/settings-folders";

import { parseIni } from "./parse-ini.ts";
import type { Setting, Settings } from "./parse-ini.ts";

/** Where settings stand: for the machine, for the user, for everyone who has the repository, for this clone. */
export type ConfigLevelName = "system" | "global" | "repo" | "local";

/** One file of settings. */
export interface ConfigLevel {
  readonly name: ConfigLevelName;
  /** Absolute. It need not exist. */
  readonly file: string;
  readonly settings: Settings;
}

/** A setting, and the file that it comes from. */
export interface FoundSetting extends Setting {
  readonly file: string;
}

/** By section, then by key, both in lower case. */
export type MergedSettings = ReadonlyMap<string, ReadonlyMap<string, FoundSetting>>;

/**
 * The files of settings, each winning over those before it, key by key.
 * @param root the folder that holds `.dvc`; outside of a repository only the files of the system and of the user count
 */
export function configFiles(root: string | undefined): ReadonlyMap<ConfigLevelName, string> {
  const { system, user } = settingsFolders({
    platform: process.platform,
    env: process.env,
    home: homedir(),
  });
  const files = new Map<ConfigLevelName, string>([
    ["system", join(system, "config")],
    ["global", join(user, "config")],
  ]);
  if (root === undefined) return files;
  return files.set("repo", join(root, ".dvc", "config")).set("local", join(root, ".dvc", "config.local"));
}

/** Reads all levels, the strongest last. Throws a Failure that names file and line for bad syntax. */
export async function readLevels(root: string | undefined): Promise<readonly ConfigLevel[]> {
  const files = [...configFiles(root)];
  return Promise.all(
    files.map(async ([name, file]) => ({ name, file, settings: parseIni(file, await readConfigText(file)) })),
  );
}

/** The text of a file of settings; empty when it is not there. Throws a Failure for what is not text. */
export async function readConfigText(file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (error) {
    if (isNotFound(error)) return "";
    if (hasCode(error, "ERR_ENCODING_INVALID_ENCODED_DATA"))
      throw badConfig(file, 1, "The file is not UTF-8 text.");
    throw error;
  }
}

/** Later levels win, key by key. */
export function mergeLevels(levels: readonly Omit<ConfigLevel, "name">[]): MergedSettings {
  const merged = new Map<string, Map<string, FoundSetting>>();
  for (const { file, settings } of levels) {
    for (const [title, section] of settings) {
      const all = merged.get(title) ?? new Map<string, FoundSetting>();
      for (const [key, setting] of section) all.set(key, { ...setting, file });
      merged.set(title, all);
    }
  }
  return merged;
}

/** A comma outside of quotes makes a list to the format; in an URL or a password it is just a comma. */
export function textOf({ value }: Pick<FoundSetting, "value">): string {
  return typeof value === "string" ? value : value.join(",");
}

/** True for a value that DVC takes for an URL, and so for no path. */
export function isUrl(value: string): boolean {
  return /^\w+:\/\//.test(value);
}
