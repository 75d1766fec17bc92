import { Failure } from "#core/failure";
import { isRunFinished, type Project, type Run } from "#core/project";
import type { Command } from "../command.ts";
import { unknownName } from "../failures.ts";
import { object } from "../json-shapes.ts";

export const runsLogs: Command = {
  usage: "RUN",
  summary: "What the commands of a run printed",
  options: { follow: { type: "boolean", short: "f", help: "go on until the run ends" } },
  stopsItself: true,
  run: async ({ args, output, project, signal }) => {
    const open = await project();
    const run = await findRun(open, args.positionals[0]);
    if (output.json) {
      const { text } = await open.readLog(run.id, 0);
      output.document(object({ run: run.id, state: run.state, log: text }));
      return 0;
    }
    let offset = 0;
    for (;;) {
      const { state } = await findRun(open, run.id);
      const { text, next } = await open.readLog(run.id, offset);
      offset = next;
      process.stdout.write(text);
      if (!args.flag("follow") || isRunFinished(state)) return 0;
      if (signal.aborted) return 130;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  },
};

/** A run by its id, by the first characters of it, or by the experiment's name. */
export async function findRun(project: Project, wanted: string | undefined): Promise<Run> {
  if (wanted === undefined) throw usage("Name a run; `trainyard runs list` shows them.");
  const runs = await project.runs();
  const exact = runs.find(({ id, plan }) => id === wanted || plan.experiment?.name === wanted);
  const near = runs.filter(({ id }) => id.startsWith(wanted));
  if (exact !== undefined) return exact;
  if (near.length === 1 && near[0] !== undefined) return near[0];
  const wayOut = "`trainyard runs list` shows them";
  if (near.length > 1) throw usage(`'${wanted}' is the start of ${near.length} runs; ${wayOut}.`);
  const names = runs.flatMap(({ id, plan }) => [plan.experiment?.name ?? id, id]);
  throw unknownName({ kind: "unknown-run", noun: "run" }, wanted, names, wayOut);
}

function usage(message: string): Failure {
  return new Failure({ kind: "unknown-run", class: "usage", message });
}
