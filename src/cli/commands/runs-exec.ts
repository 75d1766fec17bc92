import { executeRunDirectory } from "#core/open-project";
import type { Command } from "../command.ts";

/** What a detached run is: started by `startRepro` and `startExperiments`, never by a person. */
export const runsExec: Command = {
  usage: "DIR",
  summary: "Do what the plan in a run directory says",
  options: {},
  hidden: true,
  run: ({ args }) => executeRunDirectory(args.positionals[0] ?? ""),
};
