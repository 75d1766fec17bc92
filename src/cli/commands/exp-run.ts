import { Failure } from "#core/failure";
import type { Project, Run } from "#core/project";
import type { Command } from "../command.ts";
import { errorDocument, exitCodeOf, interruption, runFailure } from "../failures.ts";
import { followRun } from "../follow-run.ts";
import { formatSeconds } from "../format-value.ts";
import { object } from "../json-shapes.ts";
import type { Output } from "../output.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { readReproOptions, reproOptions } from "../repro-options.ts";
import { watchSweep } from "../watch-sweep.ts";

export const expRun: Command = {
  usage: "[TARGET...]",
  summary: "Run the pipeline with other parameters and keep the result as an experiment",
  options: {
    "set-param": {
      type: "string",
      short: "S",
      multiple: true,
      value: "KEY=VALUE",
      help: "set a parameter; `KEY=a,b` or `KEY=range(1,4)` make a sweep",
    },
    name: {
      type: "string",
      short: "n",
      value: "NAME",
      help: "name of the experiment, or the first part of a sweep's names",
    },
    message: { type: "string", short: "m", value: "TEXT", help: "message of the experiment's commit" },
    jobs: { type: "string", short: "j", value: "N", help: "how many of a sweep run at once (default 2)" },
    "in-place": {
      type: "boolean",
      help: "run in the workspace and leave the result there (default: a worktree of its own)",
    },
    detach: { type: "boolean", short: "d", help: "start and return; `runs list` finds it again" },
    ...reproOptions,
    force: {
      type: "boolean",
      short: "f",
      help: "run also what did not change, and replace an experiment of the same name",
    },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, project, signal }) => {
    const open = await project();
    const name = args.text("name");
    const message = args.text("message");
    const jobs = wholeNumber(args, "jobs", 1);
    const runs = await open.startExperiments({
      repro: readReproOptions(args, { root: open.root, cwd }),
      overrides: args.texts("set-param"),
      place: args.flag("in-place") ? "workspace" : "worktree",
      ...(name !== undefined && { name }),
      ...(message !== undefined && { message }),
      ...(jobs !== undefined && { jobs }),
      ...(args.flag("force") && { replace: true }),
    });
    if (args.flag("detach")) {
      print(runs, output);
      return 0;
    }
    const ended = await watch(open, runs, { output, signal });
    const failure = failureOf(ended, output);
    print(ended, output, failure);
    if (failure !== undefined && !output.json) throw failure;
    return failure === undefined ? 0 : exitCodeOf(failure);
  },
};

async function watch(
  project: Project,
  runs: readonly Run[],
  context: { output: Output; signal: AbortSignal },
): Promise<readonly Run[]> {
  const [only, ...more] = runs;
  if (only !== undefined && more.length === 0) return [await followRun(project, only, context)];
  return watchSweep(project, runs, context);
}

/** A name that another run took meanwhile got a number: the reference has the last word. */
function nameOf({ id, ref, plan }: Run): string {
  return ref?.split("/").at(-1) ?? plan.experiment?.name ?? id;
}

function failureOf(runs: readonly Run[], output: Output): Failure | undefined {
  if (runs.some(({ state }) => state === "stopped")) return interruption();
  const [first, ...more] = runs.filter(({ state }) => state === "failed" || state === "lost");
  if (first === undefined) return undefined;
  if (runs.length === 1) return runFailure("experiment-failed", first, output);
  const message = `${more.length + 1} of ${runs.length} experiments failed.`;
  return new Failure({ kind: "experiment-failed", class: "work", message });
}

function print(runs: readonly Run[], output: Output, failure?: Failure): void {
  if (output.json) {
    const documents = runs.map((run) => {
      const { id, state, plan, revision, ref, seconds, error } = run;
      return object({
        run: id,
        name: nameOf(run),
        state,
        overrides: plan.experiment?.overrides ?? [],
        rev: revision ?? null,
        ref: ref ?? null,
        seconds,
        error,
      });
    });
    const error = failure && errorDocument(failure, failure.message, undefined);
    output.document(object({ experiments: documents, error }));
    return;
  }
  for (const run of runs) {
    const { state, seconds, revision, id } = run;
    const name = output.paint("bold", nameOf(run));
    const commit = revision === undefined ? "" : ` as ${revision.slice(0, 7)}`;
    if (state === "success") output.line(`${name} finished in ${formatSeconds(seconds)}${commit}`);
    else output.line(`${name} ${state}; its log: trainyard runs logs ${id}`);
  }
}
