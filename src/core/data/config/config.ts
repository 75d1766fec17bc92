import { join } from "node:path";

import type { LinkType } from "#core/data/cache/link";
import type { ResolveOptions } from "#core/pipeline/model";
import { parsingSettings } from "#core/pipeline/settings/loading-settings";

import { checkSettings } from "./check-config.ts";
import { mergeLevels, readLevels, textOf } from "./config-level.ts";
import type { ConfigLevel, FoundSetting } from "./config-level.ts";
import { pathFrom, readRemotes } from "./remote-config.ts";
import type { RemoteConfig } from "./remote-config.ts";

/** What we use of DVC's settings. */
export interface Config {
  /** Absolute path of the cache. */
  readonly cacheDir: string;
  /** How files are linked to the cache, tried in order. */
  readonly linkTypes: readonly LinkType[];
  /** True when the cache belongs to a group of users. */
  readonly shared: boolean;
  /** What the settings say to whoever loads a pipeline. */
  readonly loading: Pick<ResolveOptions, "parsing" | "hasRemote" | "remoteNames">;
  /** True when changed DVC files are to be staged in Git. */
  readonly autostage: boolean;
  /** True when DVC is told to lock the repository in a way that works without the operating system's locks. */
  readonly hardlinkLock: boolean;
  /** `core.remote` in lower case: where data is pushed to unless the user says otherwise. */
  readonly defaultRemote: string | undefined;
  /** By name in lower case. Reading them throws a Failure when one of them makes no sense. */
  readonly remotes: () => ReadonlyMap<string, RemoteConfig>;
}

/**
 * Reads the settings of a DVC repository as DVC does: of the system, of the user, `.dvc/config`, `.dvc/config.local`; later
 * ones win, key by key, and files that are not there set nothing.
 * Throws a Failure that names file and line for bad syntax, and for sections, keys and values that DVC refuses.
 * @param more settings that win over all of them
 */
export async function readConfig(
  root: string,
  more: readonly Omit<ConfigLevel, "name">[] = [],
): Promise<Config> {
  const merged = mergeLevels([...(await readLevels(root)), ...more]);
  checkSettings(merged);
  const find = (section: string, key: string): FoundSetting | undefined => merged.get(section)?.get(key);
  const text = (section: string, key: string): string | undefined => {
    const found = find(section, key);
    return found && textOf(found);
  };
  const word = (section: string, key: string) => text(section, key)?.toLowerCase();
  const dir = find("cache", "dir");
  const parsing = parsingSettings((key) => text("parsing", key));
  const remotes = (): ReadonlyMap<string, RemoteConfig> => readRemotes(merged);
  return {
    cacheDir: dir === undefined ? join(root, ".dvc", "cache") : pathFrom(dir),
    linkTypes: linkTypes(find("cache", "type")),
    shared: word("cache", "shared") === "group",
    loading: {
      parsing,
      hasRemote: (name) => remotes().has(name.toLowerCase()),
      remoteNames: () => remotes().keys(),
    },
    autostage: word("core", "autostage") === "true",
    hardlinkLock: word("core", "hardlink_lock") === "true",
    defaultRemote: word("core", "remote"),
    remotes,
  };
}

function linkTypes(found: FoundSetting | undefined): readonly LinkType[] {
  if (found === undefined) return ["reflink", "copy"];
  return textOf(found)
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name === "reflink" || name === "hardlink" || name === "symlink" || name === "copy");
}
