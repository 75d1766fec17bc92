import { renameRemote } from "#core/data/config/edit-remotes";
import type { Command } from "../command.ts";
import { chosenLevel, levelOptions, rootAround } from "../config-target.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";

export const remoteRename: Command = {
  usage: "NAME NEW",
  summary: "Give a remote another name, also where it is the default",
  options: levelOptions,
  run: async ({ args, output, cwd }) => {
    const [name, to] = args.positionals.map((text) => text.toLowerCase());
    if (name === undefined || to === undefined) throw wrongUsage("Name the remote and its new name.");
    const level = chosenLevel(args) ?? "repo";
    await renameRemote({ root: rootAround(cwd), level, cwd }, name, to);
    if (output.json) output.document(object({ name: to, level }));
    return 0;
  },
};
