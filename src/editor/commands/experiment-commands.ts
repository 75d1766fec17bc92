import * as vscode from "vscode";

import { Failure } from "#core/failure";
import type { Experiment } from "#core/project";
import { commands } from "#protocol/names";

import { keyMetric, showKeyMetric } from "../key-metric.ts";
import type { ProjectStore } from "../project-store.ts";
import { readSettings } from "../settings.ts";
import { asNode, type ExperimentNode } from "../trees/nodes.ts";
import { chooseProject } from "./choose-project.ts";
import type { CommandTable, RunGit, Workbench } from "./command-table.ts";

type Ids =
  typeof commands.compareExperiments | typeof commands.applyExperiment | typeof commands.removeExperiment;

/** Compare, Apply and Remove. */
export function experimentCommands(workbench: Workbench): CommandTable<Ids> {
  return {
    [commands.compareExperiments]: async (node, others) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const nodes = selected(node, others, workbench).filter((each) => each.store === store);
      workbench.compare.show(
        store,
        nodes.map(({ experiment }) => experiment.rev),
      );
    },
    [commands.applyExperiment]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const given = asNode("experiment", node)?.experiment;
      const experiment = given ?? (await pickFinished(store, "Apply which experiment?"));
      if (experiment) await apply(workbench, store, experiment);
    },
    [commands.removeExperiment]: async (node, others) => {
      const store = await chooseProject(workbench.projects, node);
      if (!store) return;
      const nodes = selected(node, others, workbench).filter((each) => each.store === store);
      const experiments = nodes.map(({ experiment }) => experiment);
      if (experiments.length === 0) experiments.push(...(await pickSeveral(store)));
      if (experiments.length > 0) await remove(store, experiments);
    },
  };
}

/** A key binding says `selection`; a tree gives the node under the mouse and, with several selected, all of them. */
function selected(node: unknown, others: unknown, workbench: Workbench): readonly ExperimentNode[] {
  if (node === "selection") return workbench.selectedExperiments();
  const all: readonly unknown[] = Array.isArray(others) ? others : [node];
  return all.map((each) => asNode("experiment", each)).filter((each) => each !== undefined);
}

async function apply(workbench: Workbench, store: ProjectStore, experiment: Experiment): Promise<void> {
  const changed = await changedFiles(workbench.git, store.project.root);
  if (changed.length > 0 && !(await confirmApply(experiment, changed))) return;
  const { missing, kept } = await store.project.applyExperiment(experiment.ref ?? experiment.name);
  const parts = [`The files of experiment ${experiment.name} are in the workspace now.`];
  if (kept !== undefined) parts.push(`What was not committed is kept in ${kept}.`);
  if (missing.length > 0) {
    parts.push(`Not in the cache, so not brought: ${missing.join(", ")}.`);
    void vscode.window.showWarningMessage(parts.join(" "));
  } else void vscode.window.showInformationMessage(parts.join(" "));
}

/** Tracked files that differ from the last commit. */
async function changedFiles(git: RunGit, root: string): Promise<readonly string[]> {
  const names = await git(root, ["diff", "--name-only", "-z", "HEAD"]);
  return names.split("\0").filter((name) => name !== "");
}

async function confirmApply(experiment: Experiment, changed: readonly string[]): Promise<boolean> {
  const shown = changed.slice(0, 5).join(", ");
  const more = changed.length > 5 ? ` and ${changed.length - 5} more` : "";
  const chosen = await vscode.window.showWarningMessage(
    `Apply experiment ${experiment.name} although there are uncommitted changes?`,
    {
      modal: true,
      detail: `Changed since the last commit: ${shown}${more}. They are kept in a Git reference before the files of the experiment replace them.`,
    },
    "Apply",
  );
  return chosen === "Apply";
}

async function remove(store: ProjectStore, experiments: readonly Experiment[]): Promise<void> {
  const [first] = experiments;
  const what =
    experiments.length === 1 && first ? `experiment ${first.name}` : `${experiments.length} experiments`;
  const chosen = await vscode.window.showWarningMessage(
    `Remove ${what}?`,
    {
      modal: true,
      detail: "Its parameters, metrics and log are no longer shown. This cannot be undone here.",
    },
    "Remove",
  );
  if (chosen !== "Remove") return;
  // Names may be taken twice, on different commits; references are not.
  const refs = experiments.flatMap(({ ref }) => (ref === undefined ? [] : [ref]));
  const waiting = experiments.filter(({ state }) => state === "queued");
  const runs = experiments.flatMap(({ run }) => (run === undefined ? [] : [run]));
  await Promise.all(waiting.map(({ run, rev }) => store.project.stopRun(run ?? rev)));
  if (refs.length > 0) await store.project.removeExperiments(refs);
  if (runs.length > 0) await store.project.removeRuns(runs);
}

async function pickFinished(store: ProjectStore, title: string): Promise<Experiment | undefined> {
  const items = (await experimentItems(store)).filter(({ experiment }) => experiment.state === "success");
  if (items.length === 0) throw nothingYet();
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.experiment;
}

async function pickSeveral(store: ProjectStore): Promise<readonly Experiment[]> {
  const items = (await experimentItems(store)).filter(({ experiment }) => experiment.state !== "running");
  if (items.length === 0) throw nothingYet();
  const picked = await vscode.window.showQuickPick(items, {
    title: "Remove which experiments?",
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map(({ experiment }) => experiment) ?? [];
}

async function experimentItems(
  store: ProjectStore,
): Promise<readonly (vscode.QuickPickItem & { readonly experiment: Experiment })[]> {
  const table = await store.experiments();
  const metric = keyMetric(table, readSettings(store.root).keyMetric);
  return table.baselines.flatMap((baseline) =>
    baseline.experiments.map((experiment) => ({
      label: experiment.name,
      description: [experiment.state, showKeyMetric(experiment, metric), `on ${baseline.name}`]
        .filter((part) => part !== undefined)
        .join(" · "),
      experiment,
    })),
  );
}

function nothingYet(): Failure {
  return new Failure({
    kind: "no-experiments",
    class: "usage",
    message: "There is no finished experiment yet: run one first.",
  });
}
