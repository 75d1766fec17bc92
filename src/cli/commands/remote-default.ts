import { mergeLevels, textOf } from "#core/data/config/config-level";
import { chooseDefaultRemote } from "#core/data/config/edit-remotes";
import type { Command } from "../command.ts";
import { askedLevels, chosenLevel, levelOptions, rootAround } from "../config-target.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";

export const remoteDefault: Command = {
  usage: "[NAME]",
  summary: "Print or choose the remote that is used unless another is named",
  options: {
    ...levelOptions,
    unset: { type: "boolean", short: "u", help: "have no default remote" },
  },
  run: async ({ args, output, cwd }) => {
    const root = rootAround(cwd);
    const chosen = chosenLevel(args);
    const name = args.positionals[0]?.toLowerCase();
    if (name === undefined && !args.flag("unset")) {
      const found = mergeLevels(await askedLevels(root, chosen))
        .get("core")
        ?.get("remote");
      const current = found && textOf(found);
      if (output.json) output.document(object({ default: current ?? null }));
      else output.line(current ?? "There is no default remote.");
      return current === undefined ? 1 : 0;
    }
    if (name !== undefined && args.flag("unset")) throw wrongUsage("--unset takes no name.");
    await chooseDefaultRemote({ root, level: chosen ?? "repo", cwd }, name);
    if (output.json) output.document(object({ default: name ?? null }));
    return 0;
  },
};
