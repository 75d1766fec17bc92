import * as vscode from "vscode";

import { isRunFinished, type Run, type RunEvent } from "#core/project";

import { bestFirst, keyMetric, showKeyMetric } from "../key-metric.ts";
import type { ProjectStore } from "../project-store.ts";
import { runName, showStage } from "../run-name.ts";
import { readSettings } from "../settings.ts";
import { showSeconds } from "../show-time.ts";
import type { Workbench } from "./command-table.ts";

/**
 * Shows the progress of runs that the user has just started, with a button that stops them, and tells how they
 * ended. Closing the window ends only the telling: the runs go on.
 */
async function followRuns(workbench: Workbench, store: ProjectStore, runs: readonly Run[]): Promise<void> {
  const ended = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: titleOf(runs), cancellable: true },
    async (progress, token) => {
      const stages = new Map<string, string>();
      const done = new Set<string>();
      const report = (): void => progress.report({ message: progressText(runs, stages, done) });
      token.onCancellationRequested(() => {
        progress.report({ message: "stopping" });
        void workbench.fence(() => stopAll(store, runs));
      });
      return Promise.all(runs.map((run) => followOne(store, run, { stages, done, report })));
    },
  );
  await tellEnd(workbench, store, ended);
}

interface Progress {
  /** By run: the stage that runs now. */
  readonly stages: Map<string, string>;
  readonly done: Set<string>;
  readonly report: () => void;
}

async function followOne(store: ProjectStore, run: Run, { stages, done, report }: Progress): Promise<Run> {
  const listener = (event: RunEvent): void => {
    // The watcher tells this too, a moment later, and not at all where a file system cannot be watched.
    store.refresh(new Set(["runs"]));
    if (event.kind === "stage-started") {
      stages.set(run.id, showStage({ name: event.stage, index: event.index, count: event.count }));
    }
    report();
  };
  // Nobody stops the telling: it ends with the run, or with the window.
  const ended = await store.project.followRun(run.id, listener, new AbortController().signal);
  stages.delete(run.id);
  done.add(run.id);
  report();
  return ended;
}

/** Stops those that have not finished. */
export async function stopAll(store: ProjectStore, runs: readonly Run[]): Promise<void> {
  const wanted = new Set(runs.map(({ id }) => id));
  const now = await store.project.runs();
  const active = now.filter(({ id, state }) => wanted.has(id) && !isRunFinished(state));
  await Promise.all(active.map(({ id }) => store.project.stopRun(id)));
}

function titleOf(runs: readonly Run[]): string {
  const [first] = runs;
  if (runs.length > 1) return `Running ${runs.length} experiments`;
  const what = first?.plan.experiment ? "experiment " : "";
  return `Running ${what}${first ? runName(first) : ""}`;
}

function progressText(
  runs: readonly Run[],
  stages: ReadonlyMap<string, string>,
  done: ReadonlySet<string>,
): string {
  const current = [...stages.values()].join(", ");
  if (runs.length === 1) return current;
  const count = `${done.size} of ${runs.length} done`;
  return current === "" ? count : `${count}, now ${current}`;
}

async function tellEnd(workbench: Workbench, store: ProjectStore, runs: readonly Run[]): Promise<void> {
  const failed = runs.find(({ state }) => state === "failed" || state === "lost");
  if (failed) return tellFailure(workbench, runs, failed);
  const [first] = runs;
  if (!first || runs.some(({ state }) => state === "stopped")) return;
  if (!first.plan.experiment) {
    const nothing = first.stages.every(({ action }) => action === "skip");
    void vscode.window.showInformationMessage(
      nothing
        ? `${runName(first)}: everything is up to date, nothing had to run.`
        : `${runName(first)} finished${duration(first)}.`,
    );
    return;
  }
  const chosen = await vscode.window.showInformationMessage(await successText(store, runs), "Compare");
  if (chosen === undefined) return;
  workbench.compare.show(
    store,
    runs.map(({ id, revision }) => revision ?? id),
  );
}

async function successText(store: ProjectStore, runs: readonly Run[]): Promise<string> {
  const table = await store.project.experiments();
  const metric = keyMetric(table, readSettings(store.root).keyMetric);
  const made = new Set(runs.flatMap(({ id, revision }) => (revision === undefined ? [id] : [id, revision])));
  const best = bestFirst(table, metric).find(({ rev, run }) => made.has(rev) || made.has(run ?? ""));
  const value = best && showKeyMetric(best, metric);
  const [first] = runs;
  if (runs.length === 1 && first) {
    return `Experiment ${runName(first)} finished${duration(first)}${value === undefined ? "" : `: ${value}`}.`;
  }
  const tail = best && value !== undefined ? ` Best: ${best.name}, ${value}.` : "";
  return `${runs.length} experiments finished.${tail}`;
}

async function tellFailure(workbench: Workbench, runs: readonly Run[], failed: Run): Promise<void> {
  const others = runs.filter(({ state }) => state === "failed" || state === "lost").length - 1;
  const more = others > 0 ? ` (and ${others} more)` : "";
  const subject = failed.plan.experiment ? `${runName(failed)}${more}: ` : "";
  const chosen = await vscode.window.showErrorMessage(`${subject}${firstSentence(failed)}`, "Show Log");
  if (chosen !== undefined) await workbench.runLogs.open(failed);
}

/** Why it failed, without the lines of output that follow: the log has them. */
function firstSentence({ error = "The run failed." }: Run): string {
  const [line = ""] = error.split("\n", 1);
  return line.replace(/ The last lines of its (?:log|output):$/, "");
}

function duration({ seconds }: Run): string {
  return seconds === undefined ? "" : ` in ${showSeconds(seconds)}`;
}

/** Starts to follow without waiting: the command that started the runs is over. */
export function followInBackground(workbench: Workbench, store: ProjectStore, runs: readonly Run[]): void {
  void workbench.fence(() => followRuns(workbench, store, runs));
}
