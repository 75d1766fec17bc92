import { remove as removeData } from "#core/tracking/remove";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { tellGitChanges } from "../git-changes.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const remove: Command = {
  usage: "TARGET...",
  summary: "Stop tracking data (.dvc files), or take stages out of dvc.yaml",
  options: { outs: { type: "boolean", help: "delete the data as well" } },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    if (args.positionals.length === 0) throw wrongUsage("name .dvc files or stages to remove.");
    const place = await openPlace();
    const request = { targets: args.positionals, cwd, outs: args.flag("outs") };
    const { removed, files } = await withProgress({ output, signal }, (work) =>
      removeData(place, request, work),
    );
    if (output.json) output.document(object({ removed: [...removed], files: [...files] }));
    else output.done(`Removed: ${removed.join(", ")}.`);
    await tellGitChanges({ files, staged: false }, place, output);
    return 0;
  },
};
