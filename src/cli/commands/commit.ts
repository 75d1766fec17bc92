import { commit as commitData } from "#core/tracking/commit";
import type { Command } from "../command.ts";
import { tellGitChanges } from "../git-changes.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";
import { readTargetRequest, targetOptions } from "../target-options.ts";

export const commit: Command = {
  usage: "[TARGET...]",
  summary: "Store data as it is now in the cache, and record it in dvc.lock and the .dvc files",
  options: {
    ...targetOptions,
    force: { type: "boolean", short: "f", help: "record also what differs from what was recorded" },
    "no-relink": { type: "boolean", help: "leave the files as they are, whatever cache.type says" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const request = {
      ...readTargetRequest(args, cwd),
      force: args.flag("force"),
      noRelink: args.flag("no-relink"),
    };
    const { committed, files } = await withProgress({ output, signal }, (work) =>
      commitData(place, request, work),
    );
    if (output.json) output.document(object({ committed: [...committed], files: [...files] }));
    else
      output.done(
        committed.length === 0 ? "There is nothing to commit." : `Committed: ${committed.join(", ")}.`,
      );
    await tellGitChanges({ files, staged: false }, place, output);
    return 0;
  },
};
