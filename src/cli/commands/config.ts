import path from "node:path";
import { configEntries, isSecret, redacted, settingName } from "#core/data/config/config-entries";
import type { ConfigEntry } from "#core/data/config/config-entries";
import { checkSettingName } from "#core/data/config/check-config";
import { readLevels } from "#core/data/config/config-level";
import type { ConfigLevelName } from "#core/data/config/config-level";
import { editConfig } from "#core/data/config/edit-config";
import type { IniChange } from "#core/data/config/edit-ini";
import { Failure } from "#core/failure";
import type { Command } from "../command.ts";
import {
  askedLevels,
  chosenLevel,
  levelForSetting,
  levelOptions,
  rootAround,
  warnOfPassword,
} from "../config-target.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";
import type { Output } from "../output.ts";

export const config: Command = {
  usage: "[NAME] [VALUE]",
  summary: "Read and write DVC's settings: section.key, remote.NAME.key or db.NAME.key",
  options: {
    ...levelOptions,
    unset: { type: "boolean", short: "u", help: "take the setting away" },
    list: { type: "boolean", short: "l", help: "print all settings, secrets starred out" },
    "show-origin": { type: "boolean", help: "print the file of each setting before it" },
  },
  run: async ({ args, output, cwd }) => {
    const [name, value] = args.positionals;
    const root = rootAround(cwd);
    const chosen = chosenLevel(args);
    const place = { root, chosen, output, origin: args.flag("show-origin") };
    const changes = args.flag("unset") || value !== undefined;
    if (args.flag("list")) {
      if (name !== undefined || changes) throw wrongUsage("--list takes no name, no value and no --unset.");
      return list(place);
    }
    if (name === undefined)
      throw wrongUsage("Name a setting, such as core.autostage, or print all with --list.");
    const setting = parseName(name);
    // What DVC does not know can still be taken away.
    if (!args.flag("unset")) checkSettingName(setting.section, setting.key);
    if (!changes) return print(setting, place);
    if (place.origin) throw wrongUsage("--show-origin is for reading: it takes no value and no --unset.");
    if (args.flag("unset") && value !== undefined) throw wrongUsage("--unset takes no value.");
    const level =
      value === undefined ? await levelToUnset(setting, place) : levelForSetting(setting, chosen, output);
    const change: IniChange =
      value === undefined ? { kind: "unset", ...setting } : { kind: "set", ...setting, value };
    await editConfig({ root, cwd }, [{ level, changes: [change] }]);
    if (value !== undefined) warnOfPassword({ ...setting, value }, level, output);
    if (output.json) output.document(object({ name, level }));
    if (name === "cache.type") {
      output.note(
        "Files that are linked already stay as they are; `trainyard checkout --relink` links them anew.",
      );
    }
    return 0;
  },
};

interface Setting {
  readonly section: string;
  readonly key: string;
}

interface Place {
  readonly root: string | undefined;
  readonly chosen: ConfigLevelName | undefined;
  readonly output: Output;
  readonly origin: boolean;
}

/** `core.remote`, `remote.NAME.url` or `db.NAME.url`, in lower case. */
function parseName(text: string): Setting {
  const [, top, section = "", key = ""] =
    /^(?:(remote|db)\.)?([^.]*)\.([^.]*)$/.exec(text.toLowerCase()) ?? [];
  if (key === "" || (top === undefined && (section === "remote" || section === "db"))) {
    throw wrongUsage(`'${text}' names no setting: it is section.key, remote.NAME.key or db.NAME.key.`);
  }
  return { section: top === undefined ? section : `${top} "${section}"`, key };
}

async function list({ root, chosen, output, origin }: Place): Promise<number> {
  const entries = configEntries(await askedLevels(root, chosen));
  if (output.json) output.document(object({ settings: entries.map(entryDocument) }));
  else for (const entry of entries) output.line(entryLine(entry, origin ? root : undefined, origin));
  return 0;
}

/** DVC's line: the file where it is asked for, then `name=value`. */
function entryLine(entry: ConfigEntry, root: string | undefined, origin: boolean): string {
  const text = `${settingName(entry.section, entry.key)}=${redacted(entry)}`;
  return origin ? `${shownFile(entry, root)}\t${text}` : text;
}

function shownFile({ file, level }: ConfigEntry, root: string | undefined): string {
  return root !== undefined && (level === "repo" || level === "local") ? path.relative(root, file) : file;
}

/** As in DVC, a setting that is not there prints nothing, unless one file is asked for. */
async function print({ section, key }: Setting, { root, chosen, output, origin }: Place): Promise<number> {
  const entries = configEntries(await askedLevels(root, chosen));
  const found = entries.findLast((entry) => entry.section === section && entry.key === key);
  if (found === undefined && chosen !== undefined) throw notSet(settingName(section, key), chosen);
  if (output.json) {
    const name = settingName(section, key);
    output.document(object({ name, value: found?.value ?? null, level: found?.level ?? null }));
  } else if (found !== undefined) {
    output.line((origin ? `${shownFile(found, root)}\t` : "") + found.value);
  }
  return 0;
}

/** A secret is taken away where it was put. Throws a Failure when it is not there. */
async function levelToUnset(setting: Setting, { root, chosen }: Place): Promise<ConfigLevelName> {
  const { section, key } = setting;
  const holders = (await readLevels(root)).filter(({ settings }) => settings.get(section)?.has(key) === true);
  const names = holders.map(({ name }) => name);
  const level = chosen ?? (isSecret(section, key) && names.includes("local") ? "local" : "repo");
  if (!names.includes(level)) throw notSet(settingName(section, key), level);
  return level;
}

function notSet(name: string, level: ConfigLevelName): Failure {
  const message = `${name} is not set in the ${level === "repo" ? "repository's" : level} settings; \`trainyard config --list --show-origin\` shows what is, and where.`;
  return new Failure({ kind: "not-set", class: "work", message });
}

function entryDocument(entry: ConfigEntry) {
  const { section, key, level, file } = entry;
  return object({ name: settingName(section, key), value: redacted(entry), level, file });
}
