import * as vscode from "vscode";

import type { Progress, Work } from "#core/project";

/** Shows a notification with the progress of long work, and with a button that cancels it. */
export async function withProgress<T>(title: string, run: (work: Work) => Promise<T>): Promise<T> {
  const cancelled = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (bar, token) => {
    const subscription = token.onCancellationRequested(() => cancelled.abort(new vscode.CancellationError()));
    let shown = 0;
    let phase = "";
    const onProgress = (progress: Progress): void => {
      const percent = Math.floor(percentOf(progress));
      if (progress.phase === phase && percent === shown) return;
      const increment = progress.phase === phase ? percent - shown : 0;
      phase = progress.phase;
      shown = percent;
      bar.report({ message: describe(progress), increment });
    };
    try {
      return await run({ signal: cancelled.signal, onProgress });
    } finally {
      subscription.dispose();
    }
  });
}

function percentOf({ done, total }: Progress): number {
  return total === undefined || total === 0 ? 0 : Math.min(100, (done / total) * 100);
}

/** `Hashing 1,200 of 5,000 files`, `Uploading 24%`. */
function describe(progress: Progress): string {
  const { phase, done, total, unit } = progress;
  if (unit === "bytes") return total === undefined ? phase : `${phase} ${Math.floor(percentOf(progress))}%`;
  const of = total === undefined ? "" : ` of ${total.toLocaleString("en")}`;
  return `${phase} ${done.toLocaleString("en")}${of} ${(total ?? done) === 1 ? "file" : "files"}`;
}
