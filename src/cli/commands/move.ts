import { move as moveData } from "#core/tracking/move";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { tellGitChanges } from "../git-changes.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const move: Command = {
  usage: "SOURCE DESTINATION",
  summary: "Rename data that a .dvc file tracks, and that file with it",
  options: {},
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const [from, to] = args.positionals;
    if (from === undefined || to === undefined) throw wrongUsage("name the data, and where it is to be.");
    const place = await openPlace();
    const moved = await withProgress({ output, signal }, (work) => moveData(place, { from, to, cwd }, work));
    if (output.json)
      output.document(
        object({ from: moved.from, to: moved.to, files: [...moved.files], staged: moved.staged }),
      );
    else output.done(`Moved: ${moved.from} -> ${moved.to}.`);
    await tellGitChanges(moved, place, output);
    return 0;
  },
};
