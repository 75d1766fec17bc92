import * as vscode from "vscode";

import { Failure } from "#core/failure";

import { errorLine, errorText } from "./error-text.ts";

/** Runs something a person asked for; every error ends here. */
export type Fence = (work: () => Promise<void>) => Promise<void>;

/**
 * The one fence around commands and messages. A failure is told in its own words with the action that it offers,
 * anything else goes whole to the log and is told in one line, a cancellation is silent.
 * `repositories` gives the folders in which the file that a failure names is looked for.
 */
export function createFence(log: vscode.LogOutputChannel, repositories: () => readonly vscode.Uri[]): Fence {
  return async (work) => {
    try {
      await work();
    } catch (error) {
      if (isCancellation(error)) return;
      log.error(errorText(error));
      // The command is over; its message may stay on the screen for as long as it likes.
      void tell(error, log, repositories);
    }
  };
}

/** True for what is thrown when somebody no longer wants the answer. */
function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === "AbortError");
}

async function tell(
  error: unknown,
  log: vscode.LogOutputChannel,
  repositories: () => readonly vscode.Uri[],
): Promise<void> {
  const action = actionFor(error, log, repositories);
  const chosen = await vscode.window.showErrorMessage(errorLine(error), action.label);
  if (chosen === action.label) await action.run();
}

interface Action {
  readonly label: string;
  readonly run: () => PromiseLike<unknown>;
}

function actionFor(
  error: unknown,
  log: vscode.LogOutputChannel,
  repositories: () => readonly vscode.Uri[],
): Action {
  if (error instanceof Failure && error.place) {
    const { file, range } = error.place;
    return { label: `Open ${file}`, run: () => openPlace(repositories(), file, range.start) };
  }
  if (error instanceof Failure && (error.kind === "no-commit" || error.kind === "no-commits")) {
    return {
      label: "Open Source Control",
      run: () => vscode.commands.executeCommand("workbench.view.scm"),
    };
  }
  return { label: "Show Output", run: async () => log.show(true) };
}

async function openPlace(roots: readonly vscode.Uri[], file: string, offset: number): Promise<void> {
  for (const root of roots) {
    const uri = vscode.Uri.joinPath(root, file);
    const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    if (!document) continue;
    const position = document.positionAt(offset);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
    return;
  }
}
