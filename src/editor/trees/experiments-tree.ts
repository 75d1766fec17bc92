import * as vscode from "vscode";

import type { Baseline, Experiment, Run } from "#core/project";
import { views } from "#protocol/names";

import { showStage } from "../run-name.ts";
import { bestFirst, keyMetric, liveMetric, showKeyMetric, type KeyMetric } from "../key-metric.ts";
import type { ProjectStore } from "../project-store.ts";
import type { Projects } from "../projects.ts";
import { affectsSettings, readSettings } from "../settings.ts";
import { showAge, showSeconds } from "../show-time.ts";
import { showMetric, showValue } from "../show-value.ts";
import { bullets, escapeMarkdown, hover } from "./markdown.ts";
import type { BaselineNode, ExperimentNode, ProjectNode } from "./nodes.ts";
import { createProjectTree } from "./project-tree.ts";

type Node = BaselineNode | ExperimentNode;

/** The Experiments view: experiments below the commit that they started from, running ones first. */
export function createExperimentsTree(
  projects: Projects,
  log: vscode.LogOutputChannel,
): vscode.TreeView<Node | ProjectNode> {
  return createProjectTree<Node>(views.experiments, projects, log, {
    parts: ["experiments", "runs"],
    roots: readBaselines,
    children: (node) => (node.kind === "baseline" ? node.experiments : []),
    item: (node) => (node.kind === "baseline" ? baselineItem(node) : experimentItem(node)),
    refreshOn: (refresh) =>
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affectsSettings(event)) refresh();
      }),
  });
}

/** Baselines without experiments are left out: a view without any shows its welcome text. */
async function readBaselines(store: ProjectStore): Promise<readonly BaselineNode[]> {
  const [table, runs] = await Promise.all([store.experiments(), store.runs()]);
  const metric = keyMetric(table, readSettings(store.root).keyMetric);
  const best = bestFirst(table, metric)[0];
  const byId = new Map(runs.map((run) => [run.id, run]));
  const node = (baseline: Baseline, experiment: Experiment): ExperimentNode => {
    const run = experiment.run === undefined ? undefined : byId.get(experiment.run);
    return {
      kind: "experiment",
      store,
      experiment,
      baseline,
      metric,
      doing: doing(run),
      interrupted: run?.state === "stopped" || run?.state === "lost" ? run.state : undefined,
      best: experiment === best,
    };
  };
  return table.baselines
    .filter(({ experiments }) => experiments.length > 0)
    .map((baseline) => ({
      kind: "baseline",
      store,
      baseline,
      experiments: baseline.experiments.map((experiment) => node(baseline, experiment)),
    }));
}

function doing(run: Run | undefined): string | undefined {
  if (run?.state !== "running" || !run.stage) return undefined;
  return showStage(run.stage);
}

function baselineItem({ store, baseline }: BaselineNode): vscode.TreeItem {
  const item = new vscode.TreeItem(baseline.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${store.root.toString()}#${baseline.rev}`;
  item.description = baseline.subject;
  item.iconPath = new vscode.ThemeIcon("git-commit");
  item.contextValue = "baseline";
  item.tooltip = hover(baseline.name, [
    escapeMarkdown(baseline.subject),
    escapeMarkdown(`${baseline.rev.slice(0, 7)}, ${showAge(baseline.time, new Date())}`),
  ]);
  return item;
}

function experimentItem(node: ExperimentNode): vscode.TreeItem {
  const { store, experiment, baseline } = node;
  const item = new vscode.TreeItem(experiment.name, vscode.TreeItemCollapsibleState.None);
  item.id = `${store.root.toString()}#${baseline.rev}#${experiment.run ?? experiment.rev}`;
  item.iconPath = icon(node);
  item.description = description(node);
  item.tooltip = experimentHover(node);
  const word = node.interrupted ?? experiment.state;
  item.accessibilityInformation = {
    label: `Experiment ${experiment.name}, ${node.best ? "best, " : ""}${word}, ${item.description}`,
  };
  item.contextValue = `experiment-${experiment.state}${experiment.run === undefined ? "" : "-log"}`;
  return item;
}

function icon({ experiment, best, interrupted }: ExperimentNode): vscode.ThemeIcon {
  if (interrupted === "stopped") return new vscode.ThemeIcon("circle-slash");
  switch (experiment.state) {
    case "running":
      return new vscode.ThemeIcon("loading~spin");
    case "queued":
      return new vscode.ThemeIcon("clock");
    case "failed":
      return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
    case "success":
      return best
        ? new vscode.ThemeIcon("star-full", new vscode.ThemeColor("charts.yellow"))
        : new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed"));
  }
}

function description({ experiment, metric, doing: stage, interrupted }: ExperimentNode): string {
  const { state, step, seconds } = experiment;
  const parts = [
    state === "success" || state === "running" ? undefined : (interrupted ?? state),
    state === "running" && step !== undefined ? `step ${step}` : undefined,
    showKeyMetric(experiment, metric) ??
      (state === "running" ? showKeyMetric(experiment, liveMetric(experiment)) : undefined),
    stage,
    seconds === undefined ? undefined : showSeconds(seconds),
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function experimentHover({
  experiment,
  baseline,
  metric,
  best,
  interrupted,
}: ExperimentNode): vscode.MarkdownString {
  const { error, started, ref, rev } = experiment;
  const state = interrupted ?? experiment.state;
  const lines = [state.charAt(0).toUpperCase() + state.slice(1)];
  if (best && metric) lines.push(escapeMarkdown(`The best ${metric.key}`));
  if (ref !== undefined) lines.push(`commit ${escapeMarkdown(rev.slice(0, 7))}`);
  if (started !== undefined) lines.push(escapeMarkdown(`started ${showAge(started, new Date())}`));
  if (error !== undefined) lines.push(escapeMarkdown(error));
  return hover(experiment.name, [
    ...lines,
    ...bullets("Changed parameters", changedParameters(experiment, baseline)),
    ...bullets("Metrics", metricLines(experiment, metric)),
  ]);
}

/** The parameters in which an experiment differs from its baseline: `train.lr: 0.1 → 0.2`. */
function changedParameters(experiment: Experiment, baseline: Baseline): readonly string[] {
  return [...experiment.params].flatMap(([file, values]) =>
    [...values].flatMap(([key, value]) => {
      const before = baseline.params.get(file)?.get(key);
      const text = showValue(value);
      if (before === undefined) return [`${key}: ${text}`];
      return showValue(before) === text ? [] : [`${key}: ${showValue(before)} → ${text}`];
    }),
  );
}

function metricLines(experiment: Experiment, metric: KeyMetric | undefined): readonly string[] {
  const lines = [...experiment.metrics.values()].flatMap((values) =>
    [...values].map(([key, value]) => ({ key, text: `${key} ${showMetric(value)}` })),
  );
  return lines
    .toSorted((a, b) => Number(b.key === metric?.key) - Number(a.key === metric?.key))
    .map(({ text }) => text);
}
