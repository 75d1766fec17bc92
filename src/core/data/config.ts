import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ResolveOptions } from "#core/pipeline/model";
import { isNotFound } from "./atomic-write.ts";
import { badConfig } from "./failures.ts";
import type { LinkType } from "./link.ts";
import { parseIni } from "./parse-ini.ts";
import type { Setting, Settings } from "./parse-ini.ts";
import { pathFrom, readRemotes } from "./remote-config.ts";
import type { RemoteConfig, Section } from "./remote-config.ts";

/** What we use of DVC's settings. */
export interface Config {
  /** Absolute path of the cache. */
  readonly cacheDir: string;
  /** How files are linked to the cache, tried in order. */
  readonly linkTypes: readonly LinkType[];
  /** True when the cache belongs to a group of users. */
  readonly shared: boolean;
  /** How a list or a flag in a command is written. */
  readonly parsing: NonNullable<ResolveOptions["parsing"]>;
  /** True when changed DVC files are to be staged in Git. */
  readonly autostage: boolean;
  /** `core.remote` in lower case: where data is pushed to unless the user says otherwise. */
  readonly defaultRemote: string | undefined;
  /** By name in lower case. Reading them throws a Failure when one of them makes no sense. */
  readonly remotes: () => ReadonlyMap<string, RemoteConfig>;
}

/** One file of settings. */
interface Level {
  readonly file: string;
  readonly settings: Settings;
}

/** A setting, and the file that it comes from. */
interface Found extends Setting {
  readonly file: string;
}

type Lookup = (section: string, key: string) => Found | undefined;

/**
 * Reads the settings of a DVC repository as DVC does: of the system, of the user, `.dvc/config`, `.dvc/config.local`; later
 * ones win, key by key, and files that are not there set nothing.
 * Throws a Failure that names file and line for bad syntax and for values that DVC refuses.
 */
export async function readConfig(root: string): Promise<Config> {
  const files = [
    ...sharedFiles(process.env),
    join(root, ".dvc", "config"),
    join(root, ".dvc", "config.local"),
  ];
  const levels = await Promise.all(files.map(readLevel));
  const find: Lookup = (section, key) => {
    for (const { file, settings } of levels.toReversed()) {
      const setting = settings.get(section)?.get(key);
      if (setting !== undefined) return { ...setting, file };
    }
    return undefined;
  };
  const defaultRemote = find("core", "remote");
  const bool = oneOf(find, "parsing", "bool", ["store_true", "boolean_optional"]);
  const list = oneOf(find, "parsing", "list", ["nargs", "append"]);
  return {
    cacheDir: cacheDir(find) ?? join(root, ".dvc", "cache"),
    linkTypes: linkTypes(find),
    shared: oneOf(find, "cache", "shared", ["group"]) === "group",
    parsing: { ...(bool && { bool }), ...(list && { list }) },
    autostage: oneOf(find, "core", "autostage", ["true", "false"]) === "true",
    defaultRemote: defaultRemote && text(defaultRemote, "core.remote").toLowerCase(),
    remotes: () => readRemotes(mergeLevels(levels)),
  };
}

async function readLevel(file: string): Promise<Level> {
  try {
    return { file, settings: parseIni(file, await readFile(file, "utf8")) };
  } catch (error) {
    if (isNotFound(error)) return { file, settings: new Map() };
    throw error;
  }
}

/** The files of the system and of the user, where Python's platformdirs puts them for DVC. */
function sharedFiles(env: NodeJS.ProcessEnv): string[] {
  const [system, user] = sharedFolders(env);
  return [
    join(env["DVC_SYSTEM_CONFIG_DIR"] ?? system, "config"),
    join(env["DVC_GLOBAL_CONFIG_DIR"] ?? user, "config"),
  ];
}

function sharedFolders(env: NodeJS.ProcessEnv): readonly [system: string, user: string] {
  const home = homedir();
  if (process.platform === "win32") {
    return [
      join(env["ProgramData"] ?? "C:\\ProgramData", "iterative", "dvc"),
      join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "iterative", "dvc"),
    ];
  }
  if (process.platform === "darwin") {
    return ["/Library/Application Support/dvc", join(home, "Library", "Application Support", "dvc")];
  }
  const system = env["XDG_CONFIG_DIRS"]?.split(":")[0] || "/etc/xdg";
  return [join(system, "dvc"), join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "dvc")];
}

function cacheDir(find: Lookup): string | undefined {
  const found = find("cache", "dir");
  return found && pathFrom({ ...found, value: text(found, "cache.dir") });
}

/** Later levels win, key by key. */
function mergeLevels(levels: readonly Level[]): ReadonlyMap<string, Section> {
  const merged = new Map<string, Map<string, Found>>();
  for (const { file, settings } of levels) {
    for (const [title, section] of settings) {
      const all = merged.get(title) ?? new Map<string, Found>();
      for (const [key, setting] of section) all.set(key, { ...setting, file });
      merged.set(title, all);
    }
  }
  return merged;
}

function linkTypes(find: Lookup): readonly LinkType[] {
  const found = find("cache", "type");
  if (found === undefined) return ["reflink", "copy"];
  const names = typeof found.value === "string" ? found.value.split(",") : found.value;
  return names.map((name) => {
    const type = name.trim().toLowerCase();
    if (isLinkType(type)) return type;
    throw badConfig(
      found.file,
      found.line,
      `cache.type knows reflink, hardlink, symlink and copy, not "${name}".`,
    );
  });
}

function isLinkType(name: string): name is LinkType {
  return name === "reflink" || name === "hardlink" || name === "symlink" || name === "copy";
}

/** The value as one of those that DVC takes, whatever its case. */
function oneOf<Value extends string>(
  find: Lookup,
  section: string,
  key: string,
  values: readonly Value[],
): Value | undefined {
  const found = find(section, key);
  if (found === undefined) return undefined;
  const name = `${section}.${key}`;
  const given = text(found, name);
  const value = values.find((candidate) => candidate === given.toLowerCase());
  if (value === undefined)
    throw badConfig(found.file, found.line, `${name} must be ${values.join(" or ")}, not "${given}".`);
  return value;
}

function text(found: Found, name: string): string {
  if (typeof found.value === "string") return found.value;
  throw badConfig(found.file, found.line, `${name} is a list because of its comma; put the value in quotes.`);
}
