import { openEventLog } from "../event-log.ts";
import { readRun } from "../read-run.ts";
import { readProcess } from "../run-directory.ts";
import { isFinished } from "../run.ts";
import { endCommands } from "./end-orphans.ts";
import { askToEnd, commandGraceMilliseconds, signalGroup, waitUntilGone } from "./process-group.ts";
import { isAlive } from "#core/data/locks/process-identity";

/** The process of a run waits for its command before it ends itself, and needs a little longer. */
const runGraceMilliseconds = commandGraceMilliseconds + 5_000;

/**
 * Ends a run, whoever started it: asks its process first, so that the command can save what it has and the
 * run says itself that it was stopped; ends it by force when it does not answer. Also ends what a lost run
 * has left behind. A finished run stays as it is. Gives back when nothing of the run is left.
 */
export async function stopRun(
  directory: string,
  options: { readonly graceMilliseconds?: number } = {},
): Promise<void> {
  const before = await readRun(directory);
  // Only the process itself is asked, not its group: it needs Git and its other helpers to put things back.
  const runner = await readProcess(directory);
  if (runner && (await isAlive(runner))) {
    await askToEnd(runner.pid);
    if (!(await waitUntilGone(runner, options.graceMilliseconds ?? runGraceMilliseconds))) {
      await signalGroup(runner.pid, "SIGKILL");
      await waitUntilGone(runner, runGraceMilliseconds);
    }
  }
  await endCommands(directory);
  if (!isFinished(before.state)) await recordStop(directory);
}

/** For a process that ended without a word: nobody else writes the events of a run whose process is gone. */
async function recordStop(directory: string): Promise<void> {
  const run = await readRun(directory);
  if (run.finished !== undefined) return;
  const events = openEventLog(directory);
  events.append({ kind: "finished", state: "stopped" });
  events.close();
}
