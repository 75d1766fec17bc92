import type { Run } from "#core/project";
import type { Command } from "../command.ts";
import { formatSeconds } from "../format-value.ts";
import { object } from "../json-shapes.ts";
import { formatTable } from "../table.ts";

export const runsList: Command = {
  usage: "",
  summary: "Runs and where they are, newest first",
  options: {},
  run: async ({ output, project }) => {
    const runs = await (await project()).runs();
    if (output.json) {
      output.document(object({ runs: runs.map(runDocument) }));
      return 0;
    }
    if (runs.length === 0)
      output.line("There are no runs. Start one with `trainyard exp run` or `trainyard repro`.");
    else for (const line of formatTable(columns, runs.map(row))) output.line(line);
    return 0;
  },
};

const columns = [
  { title: "RUN" },
  { title: "WHAT" },
  { title: "STATE" },
  { title: "STAGE" },
  { title: "TIME", align: "right" as const },
  { title: "ERROR" },
];

function row({ id, plan, state, stage, seconds, error }: Run): string[] {
  const where = stage === undefined ? "" : `${stage.name} (${stage.index + 1} of ${stage.count})`;
  return [
    id,
    plan.experiment?.name ?? "repro",
    state,
    where,
    formatSeconds(seconds),
    error?.split("\n")[0] ?? "",
  ];
}

function runDocument({ id, state, plan, started, finished, seconds, error, revision }: Run) {
  return object({
    id,
    state,
    runner: plan.runner,
    name: plan.experiment?.name ?? null,
    baseline: plan.experiment?.baseline ?? null,
    overrides: plan.experiment?.overrides ?? [],
    created: plan.created,
    started: started ?? null,
    finished: finished ?? null,
    seconds: seconds ?? null,
    rev: revision ?? null,
    error: error ?? null,
  });
}
