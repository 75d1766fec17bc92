import { Failure } from "#core/failure";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";

export const expApply: Command = {
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
    const applied = await (await project()).applyExperiment(name);
    const { revision, kept, missing } = applied;
    if (output.json) {
      output.document(object({ applied: applied.name, rev: revision, kept: kept ?? null, missing }));
      return 0;
    }
    output.line(`Applied ${applied.name}. The branch is where it was; \`git diff\` shows what came in.`);
    if (kept !== undefined) {
      output.line(`What it replaced is kept: \`git diff ${kept}\` shows it, and`);
      output.line(`\`git checkout ${kept} -- FILE\` brings a file back.`);
    }
    if (missing.length > 0) {
      output.line(
        `Not in the cache, so not brought: ${missing.join(", ")}. \`trainyard repro\` makes them anew.`,
      );
    }
    return 0;
  },
};
