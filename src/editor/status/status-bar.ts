import * as vscode from "vscode";

import { isRunFinished, type Run } from "#core/project";
import { contextKeys, views } from "#protocol/names";

import { errorText } from "../error-text.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { Projects } from "../projects.ts";
import { runName } from "../run-name.ts";
import { showSeconds } from "../show-time.ts";
import { bullets, hover } from "../trees/markdown.ts";
import { runSummary } from "./run-summary.ts";

/** Shows in the status bar what is running; hidden while nothing is. Also keeps the context key of it. */
export function createStatusBar(projects: Projects, log: vscode.LogOutputChannel): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("trainyard.runs", vscode.StatusBarAlignment.Left, 10);
  item.name = "Trainyard Runs";
  item.command = `${views.experiments}.focus`;
  let running: boolean | undefined;
  const update = oneAtATime(async () => {
    try {
      const runs = (await Promise.all(projects.stores().map((store) => store.runs()))).flat();
      const active = runs.filter(({ state }) => !isRunFinished(state));
      if (running !== active.length > 0) {
        running = active.length > 0;
        await vscode.commands.executeCommand("setContext", contextKeys.running, running);
      }
      if (active.length === 0) return item.hide();
      const tables = await Promise.all(projects.stores().map((store) => store.experiments()));
      const summary = runSummary(active, tables) ?? "";
      item.text = `$(loading~spin) ${summary}`;
      item.tooltip = runsHover(active);
      item.accessibilityInformation = { label: `Trainyard: ${summary}` };
      item.show();
    } catch (error) {
      log.error(errorText(error));
      item.hide();
    }
  });
  return vscode.Disposable.from(
    item,
    projects.onDidChangeProjects(() => void update()),
    projects.onDidChange(({ parts }) => {
      if (parts.has("runs") || (running === true && parts.has("experiments"))) void update();
    }),
  );
}

function runsHover(runs: readonly Run[]): vscode.MarkdownString {
  const lines = runs.map((run) => {
    const parts = [
      runName(run),
      run.stage?.name ?? run.state,
      run.seconds === undefined ? undefined : showSeconds(run.seconds),
    ];
    return parts.filter((part) => part !== undefined).join(" · ");
  });
  return hover("Trainyard", bullets("Runs", lines));
}
