import { redacted } from "#core/data/config/config-entries";
import { mergeLevels, textOf } from "#core/data/config/config-level";
import type { FoundSetting } from "#core/data/config/config-level";
import { nameOfRemote } from "#core/pipeline/settings/loading-settings";
import { sectionOf } from "#core/data/config/edit-remotes";
import { isPathSetting, pathFrom } from "#core/data/config/remote-config";
import type { Command } from "../command.ts";
import { askedLevels, chosenLevel, levelOptions, rootAround } from "../config-target.ts";
import { dictionary, object } from "../json-shapes.ts";

export const remoteList: Command = {
  usage: "",
  summary: "The places that data is pushed to",
  options: levelOptions,
  run: async ({ args, output, cwd }) => {
    const merged = mergeLevels(await askedLevels(rootAround(cwd), chosenLevel(args)));
    const found = merged.get("core")?.get("remote");
    const chosen = found && textOf(found).toLowerCase();
    const remotes = [...merged].flatMap(([section, settings]) => {
      const name = nameOfRemote(section);
      return name === undefined ? [] : [{ name, settings: shown(name, settings) }];
    });
    if (output.json) {
      const documents = remotes.map(({ name, settings }) =>
        object({ name, default: name === chosen, settings: dictionary(settings, (value) => value) }),
      );
      output.document(object({ remotes: documents }));
      return 0;
    }
    for (const { name, settings } of remotes) {
      const line = `${name}\t${settings.get("url") ?? "(no url)"}`;
      output.line(name === chosen ? output.paint("green", `${line}\t(default)`) : line);
    }
    return 0;
  },
};

/** The settings of a remote, secrets starred out. */
function shown(name: string, settings: ReadonlyMap<string, FoundSetting>): ReadonlyMap<string, string> {
  const section = sectionOf(name);
  return new Map(
    [...settings].map(([key, setting]) => {
      const value = isPathSetting(section, key) ? pathFrom(setting) : textOf(setting);
      return [key, redacted({ section, key, value })];
    }),
  );
}
