import { readConfig } from "#core/data/config/config";
import { findSettled } from "#core/runners/local/find-settled";
import type { Run } from "#core/runners/run";
import type { Command } from "../command.ts";
import { interruption, runFailure } from "../failures.ts";
import { followRun } from "../follow-run.ts";
import { formatSeconds } from "../format-value.ts";
import { object } from "../json-shapes.ts";
import type { Output } from "../output.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { readReproOptions, reproOptions } from "../repro-options.ts";

export const repro: Command = {
  usage: "[TARGET...]",
  summary: "Run the stages that changed, in order",
  options: {
    ...reproOptions,
    glob: { type: "boolean", help: "names of stages are patterns with *, ? and […]" },
    "no-run-cache": { type: "boolean", help: "run also what ran before with the same inputs" },
    jobs: { type: "string", short: "j", value: "N", help: "how many stages run at once (default 1)" },
    dry: { type: "boolean", help: "only say what would run" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, project, signal }) => {
    const { root } = await openPlace();
    const jobs = wholeNumber(args, "jobs", 1);
    const options = {
      ...readReproOptions(args, { root, cwd }),
      ...(jobs !== undefined && { jobs }),
    };
    if (args.flag("dry")) {
      printPlan(await (await project()).planRepro(options), output);
      return 0;
    }
    const { cacheDir } = await readConfig(root);
    const settled = await findSettled({ root, cacheDir, repro: options, signal });
    if (settled !== undefined) {
      printDone(
        { stages: settled.map(({ address }) => ({ stage: address, action: "skip", seconds: 0 })) },
        output,
      );
      return 0;
    }
    const open = await project();
    const run = await followRun(open, await open.startRepro(options), { output, signal });
    if (run.state === "stopped") throw interruption();
    if (run.state !== "success") throw runFailure("repro-failed", run, output);
    printDone(run, output);
    return 0;
  },
};

function printPlan(stages: readonly { address: string; action: string }[], output: Output): void {
  if (output.json) {
    output.document(object({ stages: stages.map(({ address, action }) => object({ address, action })) }));
    return;
  }
  for (const { address, action } of stages) output.line(`${action.padEnd(6)} ${address}`);
}

function printDone(run: Pick<Run, "stages" | "seconds">, output: Output): void {
  if (output.json) {
    const stages = run.stages.map(({ stage, action, seconds }) =>
      object({ address: stage, action, seconds }),
    );
    output.document(object({ stages }));
    return;
  }
  const ran = run.stages.filter(({ action }) => action === "run").length;
  const cached = run.stages.filter(({ action }) => action === "cached").length;
  if (ran + cached === 0) output.line("Data and pipelines are up to date.");
  else output.line(`${ran} run, ${cached} from the run cache, in ${formatSeconds(run.seconds)}.`);
}
