import { Failure } from "#core/failure";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";

export const expApply: Command = {
  name: "exp apply",
  usage: "EXPERIMENT",
  summary: "Bring the files and outputs of an experiment into the workspace",
  options: {},
  run: async ({ args, output, project }) => {
    const [name, ...more] = args.positionals;
    if (name === undefined || more.length > 0) {
      throw new Failure({
        kind: "wrong-usage",
        class: "usage",
        message: "Name one experiment; `trainyard exp list` shows them.",
      });
    }
    await (await project()).applyExperiment(name);
    if (output.json) output.document(object({ applied: name }));
    else output.line(`Applied ${name}. The branch is where it was; \`git diff\` shows what came in.`);
    return 0;
  },
};
