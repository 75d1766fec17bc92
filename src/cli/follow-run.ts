import { setTimeout as sleep } from "node:timers/promises";
import type { Project, Run } from "#core/project";
import type { Output } from "./output.ts";

const logInterval = 200;

/**
 * Shows a run until it ends: its log as it is written. At Ctrl-C the run is stopped, because that is what a person at a
 * terminal means by it; a terminal that is closed leaves it running.
 */
export async function followRun(
  project: Project,
  run: Run,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<Run> {
  const log = copyLog(project, run.id, output);
  const stop = () =>
    void project
      .stopRun(run.id)
      .catch((error: unknown) => output.error(`The run was not stopped: ${messageOf(error)}`));
  signal.addEventListener("abort", stop, { once: true });
  // The signal may have fired while the run was being started.
  if (signal.aborted) stop();
  try {
    return await project.followRun(run.id, () => undefined, new AbortController().signal);
  } finally {
    signal.removeEventListener("abort", stop);
    await log.finish();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Copies new text of a log to standard error until it is told that no more will come. */
function copyLog(project: Project, id: string, output: Output): { finish: () => Promise<void> } {
  let offset = 0;
  const ended = new AbortController();
  const copy = async () => {
    const { text, next } = await project.readLog(id, offset);
    offset = next;
    if (text !== "" && !output.quiet && !output.json) process.stderr.write(text);
  };
  const loop = async () => {
    while (!ended.signal.aborted) {
      await copy();
      await sleep(logInterval, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  // A log that cannot be read must not hide how the run ended: the last attempt, after the end, may say so.
  const done = loop().catch(() => undefined);
  return {
    finish: async () => {
      ended.abort();
      await done;
      await copy();
    },
  };
}
