import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

import { writeFileAtomic } from "#core/data/atomic-write";
import { noRepositoryForLevel, settingNotWritable } from "#core/data/failures";
import { Failure } from "#core/failure";

import { checkSettings } from "./check-config.ts";
import { configFiles, isUrl, mergeLevels, readConfigText, readLevels } from "./config-level.ts";
import type { ConfigLevel, ConfigLevelName } from "./config-level.ts";
import { editIni } from "./edit-ini.ts";
import type { IniChange } from "./edit-ini.ts";
import { parseIni } from "./parse-ini.ts";
import { isPathSetting, readRemotes } from "./remote-config.ts";

/** Where settings are edited from. */
export interface ConfigPlace {
  /** The folder that holds `.dvc`; undefined outside of a repository. */
  readonly root: string | undefined;
  /** Absolute path of the folder that relative paths in new values start from. */
  readonly cwd: string;
}

/** What is to change in one file of settings. */
export interface ConfigEdit {
  readonly level: ConfigLevelName;
  readonly changes: readonly IniChange[];
}

/**
 * Changes files of settings, each in one step and in this order, comments kept; a file and its folder are made when they
 * are not there. Relative paths are rewritten to start from the folder of the file, as DVC does.
 * Throws a Failure, and writes nothing, when DVC would not take the result.
 */
export async function editConfig(place: ConfigPlace, edits: readonly ConfigEdit[]): Promise<void> {
  const before = await readLevels(place.root);
  const files = await Promise.all(edits.map((edit) => editedFile(place, edit)));
  const after = before.map((level) => files.findLast(({ name }) => name === level.name) ?? level);
  const last = after.findLastIndex(({ name }) => edits.some(({ level }) => level === name));
  check(after.slice(0, last + 1));
  // A stronger file that makes no sense already must not keep this one from being repaired.
  if (makesSense(before)) check(after);
  for (const { file, text } of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  }
}

async function editedFile(
  { root, cwd }: ConfigPlace,
  { level, changes }: ConfigEdit,
): Promise<ConfigLevel & { readonly text: string }> {
  const file = configFiles(root).get(level);
  if (file === undefined) throw noRepositoryForLevel(level);
  let text = await readConfigText(file);
  for (const change of changes) text = apply(file, text, withPath(change, file, cwd));
  return { name: level, file, text, settings: parseIni(file, text) };
}

function apply(file: string, text: string, change: IniChange): string {
  try {
    return editIni(file, text, change);
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    throw settingNotWritable(change.section, error.message);
  }
}

function check(levels: readonly ConfigLevel[]): void {
  const merged = mergeLevels(levels);
  checkSettings(merged);
  readRemotes(merged);
}

function makesSense(levels: readonly ConfigLevel[]): boolean {
  try {
    check(levels);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

function withPath(change: IniChange, file: string, cwd: string): IniChange {
  if (change.kind !== "set" || !isPathSetting(change.section, change.key)) return change;
  const { value } = change;
  if (isUrl(value) || isAbsolute(value) || /^~(?:$|[/\\])/.test(value)) return change;
  const path = relative(dirname(file), resolve(cwd, value)).split(sep).join("/");
  return { ...change, value: path === "" ? "." : path };
}
