import { removeRemote } from "#core/data/config/edit-remotes";
import type { Command } from "../command.ts";
import { chosenLevel, levelOptions, rootAround } from "../config-target.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";

export const remoteRemove: Command = {
  usage: "NAME",
  summary: "Forget a remote; its data stays where it is",
  options: levelOptions,
  run: async ({ args, output, cwd }) => {
    const name = args.positionals[0]?.toLowerCase();
    if (name === undefined) throw wrongUsage("Name a remote; `trainyard remote list` shows them.");
    const level = chosenLevel(args) ?? "repo";
    await removeRemote({ root: rootAround(cwd), level, cwd }, name);
    if (output.json) output.document(object({ removed: name, level }));
    return 0;
  },
};
