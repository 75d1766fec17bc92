import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";

export const expList: Command = {
  usage: "",
  summary: "Names of the experiments, by baseline",
  options: { "name-only": { type: "boolean", help: "only the names" } },
  run: async ({ args, output, project }) => {
    const { baselines } = await (await project()).experiments();
    const finished = baselines.map((baseline) => ({
      ...baseline,
      experiments: baseline.experiments.filter(({ ref }) => ref !== undefined),
    }));
    const shown = finished.filter(({ experiments }) => experiments.length > 0);
    if (output.json) {
      const documents = shown.map(({ rev, name, experiments }) =>
        object({
          rev,
          name,
          experiments: experiments.map((one) => object({ rev: one.rev, ref: one.ref, name: one.name })),
        }),
      );
      output.document(object({ baselines: documents }));
      return 0;
    }
    for (const { name, experiments } of shown) {
      if (!args.flag("name-only")) output.line(`${output.paint("bold", name)}:`);
      for (const one of experiments) {
        output.line(args.flag("name-only") ? one.name : `  ${one.rev.slice(0, 7)} [${one.name}]`);
      }
    }
    if (shown.length === 0) output.note("There are no experiments. Make one with `trainyard exp run`.");
    return 0;
  },
};
