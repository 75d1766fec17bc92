import { existsSync } from "node:fs";
import path from "node:path";
import { holdsPassword, isSecret, settingName } from "#core/data/config/config-entries";
import { readLevels } from "#core/data/config/config-level";
import type { ConfigLevel, ConfigLevelName } from "#core/data/config/config-level";
import type { Arguments, OptionSpec } from "./command.ts";
import { wrongUsage } from "./failures.ts";
import type { Output } from "./output.ts";

/** The options that choose a file of settings. */
export const levelOptions: Readonly<Record<string, OptionSpec>> = {
  global: { type: "boolean", help: "the settings of this user" },
  system: { type: "boolean", help: "the settings of this machine" },
  project: { type: "boolean", help: "the settings of the repository, .dvc/config (the default)" },
  local: { type: "boolean", help: "the settings of this clone alone, .dvc/config.local" },
};

const levels: Readonly<Record<string, ConfigLevelName>> = {
  global: "global",
  system: "system",
  project: "repo",
  local: "local",
};

/** The file of settings that the options choose, if they do. */
export function chosenLevel(args: Arguments): ConfigLevelName | undefined {
  const given = Object.keys(levels).filter((name) => args.flag(name));
  if (given.length > 1)
    throw wrongUsage(`--${given.join(" and --")} exclude each other; choose one file of settings.`);
  return given[0] === undefined ? undefined : levels[given[0]];
}

/** The folder that holds `.dvc`; undefined outside of a repository, where the settings of the user still are. */
export function rootAround(folder: string): string | undefined {
  for (let level = folder; ; level = path.dirname(level)) {
    if (existsSync(path.join(level, ".dvc"))) return level;
    if (path.dirname(level) === level) return undefined;
  }
}

/**
 * The file that a setting is written to when nobody chose one: that of the repository, and for a secret that of this
 * clone, which Git ignores. Says where a secret went, and warns when it was chosen to go where others read it.
 */
export function levelForSetting(
  { section, key }: { readonly section: string; readonly key: string },
  chosen: ConfigLevelName | undefined,
  output: Output,
): ConfigLevelName {
  if (!isSecret(section, key)) return chosen ?? "repo";
  const name = settingName(section, key);
  if (chosen === "repo")
    output.error(`${name} is a secret, and .dvc/config is committed; --local keeps it out of Git.`);
  if (chosen === undefined)
    output.note(`${name} is a secret: it stands in .dvc/config.local, which Git ignores.`);
  return chosen ?? "local";
}

/** Warns of a password within an URL that was written to where others read it. */
export function warnOfPassword(
  { section, key, value }: { readonly section: string; readonly key: string; readonly value: string },
  level: ConfigLevelName,
  output: Output,
): void {
  if (level !== "repo" || !holdsPassword(value)) return;
  const name = settingName(section, key);
  output.error(`${name} holds a password, and .dvc/config is committed; set it with --local instead.`);
}

/** The levels that a question is about: the chosen one, or all. */
export async function askedLevels(
  root: string | undefined,
  chosen: ConfigLevelName | undefined,
): Promise<readonly ConfigLevel[]> {
  const all = await readLevels(root);
  return chosen === undefined ? all : all.filter((level) => level.name === chosen);
}
