import { checkSettingName } from "#core/data/config/check-config";
import { isSecret } from "#core/data/config/config-entries";
import { readLevels } from "#core/data/config/config-level";
import { modifyRemote, sectionOf } from "#core/data/config/edit-remotes";
import type { Command } from "../command.ts";
import { chosenLevel, levelForSetting, levelOptions, rootAround, warnOfPassword } from "../config-target.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";

export const remoteModify: Command = {
  usage: "NAME KEY [VALUE]",
  summary: "Set a setting of a remote; secrets go to .dvc/config.local",
  options: {
    ...levelOptions,
    unset: { type: "boolean", short: "u", help: "take the setting away" },
  },
  run: async ({ args, output, cwd }) => {
    const [given, option, value] = args.positionals;
    if (given === undefined || option === undefined) throw wrongUsage("Name the remote and the setting.");
    if ((value === undefined) !== args.flag("unset"))
      throw wrongUsage("Give the setting a value, or take it away with --unset.");
    const root = rootAround(cwd);
    const name = given.toLowerCase();
    const key = option.toLowerCase();
    const section = sectionOf(name);
    const chosen = chosenLevel(args);
    if (value !== undefined) checkSettingName(section, key);
    const level =
      value === undefined
        ? (chosen ?? (await holderOfSecret(root, section, key)))
        : levelForSetting({ section, key }, chosen, output);
    await modifyRemote({ root, level, cwd }, { name, key, value });
    if (value !== undefined) warnOfPassword({ section, key, value }, level, output);
    if (output.json) output.document(object({ name, key, level }));
    return 0;
  },
};

async function holderOfSecret(root: string | undefined, section: string, key: string) {
  const levels = isSecret(section, key) ? await readLevels(root) : [];
  const isLocal = levels.some(({ name, settings }) => name === "local" && settings.get(section)?.has(key));
  return isLocal ? ("local" as const) : ("repo" as const);
}
