import { noRepositoryForLevel, remoteExists, unknownRemote } from "#core/data/failures";
import { nameOfRemote } from "#core/pipeline/settings/loading-settings";

import { readLevels, textOf } from "./config-level.ts";
import type { ConfigLevel, ConfigLevelName } from "./config-level.ts";
import { editConfig } from "./edit-config.ts";
import type { ConfigPlace } from "./edit-config.ts";
import type { IniChange } from "./edit-ini.ts";

/** The file of settings that a remote is changed in. */
export interface ConfigTarget extends ConfigPlace {
  readonly level: ConfigLevelName;
}

export interface NewRemote {
  /** Names are in lower case, as DVC compares them. */
  readonly name: string;
  readonly url: string;
  readonly isDefault: boolean;
  /** Take the place of one with the same name. */
  readonly replace: boolean;
}

/** Adds a remote. Throws a Failure when the file has one of that name already and it is not to be replaced. */
export async function addRemote(target: ConfigTarget, remote: NewRemote): Promise<void> {
  const { name, url, isDefault, replace } = remote;
  const section = sectionOf(name);
  if (!replace && (await levelsOf(target)).own?.settings.has(section) === true) throw remoteExists(name);
  const changes: readonly IniChange[] = [
    { kind: "remove", section },
    { kind: "set", section, key: "url", value: url },
    ...(isDefault ? [setDefault(name)] : []),
  ];
  await editConfig(target, [{ level: target.level, changes }]);
}

/** Sets one setting of a remote, or takes it away. Throws a Failure for a remote that is not there. */
export async function modifyRemote(
  target: ConfigTarget,
  setting: { readonly name: string; readonly key: string; readonly value: string | undefined },
): Promise<void> {
  const { name, key, value } = setting;
  requireRemote((await levelsOf(target)).known, name);
  const section = sectionOf(name);
  const change: IniChange =
    value === undefined ? { kind: "unset", section, key } : { kind: "set", section, key, value };
  await editConfig(target, [{ level: target.level, changes: [change] }]);
}

/**
 * Takes a remote out of a file, and out of stronger ones what they set of it, such as its password; where it is the
 * default, none is. Throws a Failure when the file does not have it.
 */
export async function removeRemote(target: ConfigTarget, name: string): Promise<void> {
  await changeRemote(target, name, { kind: "remove", section: sectionOf(name) }, unsetDefault);
}

/** Gives a remote another name, in stronger files too, and where it is the default. Throws a Failure when that name is taken. */
export async function renameRemote(target: ConfigTarget, name: string, to: string): Promise<void> {
  const { all } = await levelsOf(target);
  if (namesOf(all).includes(to)) throw remoteExists(to);
  await changeRemote(
    target,
    name,
    { kind: "rename", section: sectionOf(name), to: sectionOf(to) },
    setDefault(to),
  );
}

/** Makes a remote the default, or no remote. Throws a Failure for a remote that is not there. */
export async function chooseDefaultRemote(target: ConfigTarget, name: string | undefined): Promise<void> {
  if (name !== undefined) requireRemote((await levelsOf(target)).known, name);
  const change = name === undefined ? unsetDefault : setDefault(name);
  await editConfig(target, [{ level: target.level, changes: [change] }]);
}

/** The settings of a remote as a section. */
export function sectionOf(name: string): string {
  return `remote "${name}"`;
}

/** Stronger files come first: without what they add to it, the remote still makes sense. */
async function changeRemote(
  target: ConfigTarget,
  name: string,
  change: IniChange,
  defaultChange: IniChange,
): Promise<void> {
  const { own, stronger } = await levelsOf(target);
  if (own === undefined) throw noRepositoryForLevel(target.level);
  requireRemote([own], name);
  const section = sectionOf(name);
  const edits = [...stronger.toReversed(), own].map((level) => ({
    level: level.name,
    changes: [
      ...(defaultOf(level) === name ? [defaultChange] : []),
      ...(level.settings.has(section) ? [change] : []),
    ],
  }));
  await editConfig(
    target,
    edits.filter(({ changes }) => changes.length > 0),
  );
}

const unsetDefault: IniChange = { kind: "unset", section: "core", key: "remote" };

function setDefault(name: string): IniChange {
  return { kind: "set", section: "core", key: "remote", value: name };
}

function defaultOf(level: ConfigLevel): string | undefined {
  const setting = level.settings.get("core")?.get("remote");
  return setting && textOf(setting).toLowerCase();
}

/** Within a repository a setting may be about a remote of any file; those of the user cannot see a repository's. */
async function levelsOf(target: ConfigTarget): Promise<{
  readonly all: readonly ConfigLevel[];
  readonly own: ConfigLevel | undefined;
  readonly stronger: readonly ConfigLevel[];
  readonly known: readonly ConfigLevel[];
}> {
  const all = await readLevels(target.root);
  const index = all.findIndex((level) => level.name === target.level);
  const isShared = target.level === "system" || target.level === "global";
  return {
    all,
    own: all[index],
    stronger: all.slice(index + 1),
    known: isShared ? all.slice(0, index + 1) : all,
  };
}

function namesOf(levels: readonly ConfigLevel[]): readonly string[] {
  return levels.flatMap(({ settings }) =>
    [...settings.keys()].flatMap((section) => nameOfRemote(section) ?? []),
  );
}

function requireRemote(levels: readonly ConfigLevel[], name: string): void {
  const names = namesOf(levels);
  if (!names.includes(name)) throw unknownRemote(name, names);
}
