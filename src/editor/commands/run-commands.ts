import * as vscode from "vscode";

import { Failure } from "#core/failure";
import { isRunFinished, type Run } from "#core/project";
import { commands } from "#protocol/names";

import type { ProjectStore } from "../project-store.ts";
import { runName } from "../run-name.ts";
import { showAge, showSeconds } from "../show-time.ts";
import { asNode } from "../trees/nodes.ts";
import { chooseProject } from "./choose-project.ts";
import type { CommandTable, Workbench } from "./command-table.ts";
import { stopAll } from "./follow-runs.ts";

/** Stop Run and Show Log. */
export function runCommands(
  workbench: Workbench,
): CommandTable<typeof commands.stopRun | typeof commands.showLog> {
  return {
    [commands.stopRun]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const active = (await store.project.runs()).filter(({ state }) => !isRunFinished(state));
      const run = runOfNode(active, node) ?? (await pickRunToStop(active));
      if (run) await stopAll(store, Array.isArray(run) ? run : [run]);
    },
    [commands.showLog]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const run = await findRunToShow(store, node);
      if (run) await workbench.runLogs.open(run);
    },
  };
}

/** The run that a node of a tree is about: an experiment's own, the newest that has touched a stage. */
function runOfNode(runs: readonly Run[], node: unknown): Run | undefined {
  const experiment = asNode("experiment", node)?.experiment;
  if (experiment) return runs.find(({ id }) => id === experiment.run || id === experiment.rev);
  const address = asNode("stage", node)?.stage.address;
  if (address === undefined) return undefined;
  return newestFirst(runs).find(
    ({ stage, stages }) => stage?.name === address || stages.some((done) => done.stage === address),
  );
}

async function pickRunToStop(active: readonly Run[]): Promise<Run | readonly Run[] | undefined> {
  const [only] = active;
  if (!only) throw new Failure({ kind: "nothing-runs", class: "usage", message: "Nothing is running." });
  if (active.length === 1) return only;
  const all = { label: `All ${active.length} runs`, description: "", runs: active };
  const picked = await vscode.window.showQuickPick(
    [all, ...newestFirst(active).map((run) => ({ ...runItem(run), runs: [run] }))],
    { title: "Stop which run?" },
  );
  return picked?.runs;
}

async function findRunToShow(store: ProjectStore, node: unknown): Promise<Run | undefined> {
  const runs = await store.project.runs();
  const known = runOfNode(runs, node);
  if (known) return known;
  if (asNode("experiment", node)) {
    throw new Failure({
      kind: "no-log",
      class: "usage",
      message: "There is no log of this experiment here: it ran in another place, or its run was removed.",
    });
  }
  if (runs.length === 0) {
    throw new Failure({ kind: "no-log", class: "usage", message: "Nothing has run here yet." });
  }
  const items = newestFirst(runs).map((run) => ({ ...runItem(run), run }));
  const picked = await vscode.window.showQuickPick(items, {
    title: "Show the log of which run?",
    matchOnDescription: true,
  });
  return picked?.run;
}

function newestFirst(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((a, b) => b.plan.created.localeCompare(a.plan.created));
}

function runItem(run: Run): { readonly label: string; readonly description: string } {
  const parts = [
    run.stage ? `${run.state}, ${run.stage.name}` : run.state,
    run.seconds === undefined ? undefined : showSeconds(run.seconds),
    showAge(run.plan.created, new Date()),
  ];
  return { label: runName(run), description: parts.filter((part) => part !== undefined).join(" · ") };
}
