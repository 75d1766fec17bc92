import { Failure } from "#core/failure";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";

export const expRemove: Command = {
  usage: "EXPERIMENT...",
  summary: "Remove experiments; their commits stay until Git collects them",
  options: {},
  run: async ({ args, output, project }) => {
    const names = args.positionals;
    if (names.length === 0) {
      throw new Failure({
        kind: "wrong-usage",
        class: "usage",
        message: "Name at least one experiment; `trainyard exp list` shows them.",
      });
    }
    await (await project()).removeExperiments(names);
    if (output.json) output.document(object({ removed: [...names] }));
    else output.line(`Removed ${names.join(", ")}.`);
    return 0;
  },
};
