import { resolve } from "node:path";

import { readConfigText } from "#core/data/config/config-level";
import type { ConfigLevel } from "#core/data/config/config-level";
import { parseIni } from "#core/data/config/parse-ini";
import type { Setting, Settings } from "#core/data/config/parse-ini";
import { pathExists } from "#core/data/path-exists";
import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping } from "#core/pipeline/value";
import type { Mapping } from "#core/pipeline/value";

import { settingsMissing } from "./failures.ts";

/** Settings that count for another repository besides its own and win over them. */
export interface SourceSettings {
  /** The path of a file of settings, or settings by section and key. */
  readonly config?: string | Mapping | undefined;
  /** Settings of the remote that data comes from. */
  readonly remoteConfig?: Mapping | undefined;
}

type Level = Omit<ConfigLevel, "name">;

/**
 * Reads them as files of settings. Throws a Failure for a file that is not there or makes no sense.
 * @param base absolute path of the folder from which relative paths start
 * @param remote name of the remote that data comes from
 */
export async function readSourceSettings(
  { config, remoteConfig }: SourceSettings,
  base: string,
  remote: string | undefined,
): Promise<readonly Level[]> {
  const levels: Level[] = [];
  if (typeof config === "string") {
    const file = resolve(base, config);
    if (!(await pathExists(file))) throw settingsMissing(config);
    levels.push({ file, settings: parseIni(file, await readConfigText(file)) });
  } else if (config !== undefined) levels.push(asLevel(config, base));
  if (remoteConfig !== undefined && remote !== undefined)
    levels.push(asLevel(new Map([["remote", new Map([[remote, remoteConfig]])]]), base));
  return levels;
}

function asLevel(config: Mapping, base: string): Level {
  const sections = [...config].flatMap(([section, value]) => {
    if (!isMapping(value)) return [];
    if (section !== "remote") return [[pythonText(section), settingsOf(value)] as const];
    return [...value].flatMap(([name, options]) =>
      isMapping(options)
        ? [[`remote "${pythonText(name).toLowerCase()}"`, settingsOf(options)] as const]
        : [],
    );
  });
  const settings: Settings = new Map(sections);
  return { file: resolve(base, "config"), settings };
}

function settingsOf(section: Mapping): ReadonlyMap<string, Setting> {
  return new Map(
    [...section].flatMap(([key, value]) =>
      isMapping(value) || isList(value)
        ? []
        : [[pythonText(key).toLowerCase(), { value: pythonText(value), line: 1 }] as const],
    ),
  );
}
