import { existsSync, readFileSync, writeSync } from "node:fs";

import { systemFailure } from "#core/data/system-errors";
import { Failure } from "#core/failure";

import { openEventLog, type EventLog } from "../event-log.ts";
import { activeRunFailure } from "../failures.ts";
import { openCommandNotes, readPlan, readProcess, writeProcess } from "../run-directory.ts";
import { keepText, openKeptFile, type KeptFile } from "../kept-file.ts";
import { runFile } from "../run-files.ts";
import type { RunContext, RunKind, RunKinds, RunPlace, RunResult } from "../run-kind.ts";
import { readRun } from "../read-run.ts";
import type { RunEventBody, RunPlan } from "../run.ts";
import { CommandFailure } from "./failures.ts";
import { identifyProcess, isAlive } from "#core/data/locks/process-identity";
import { reproduce } from "./reproduce.ts";
import { reproduceWorkspace } from "./reproduce-workspace.ts";

/** Exit codes of the detached process; nobody but a person who started it by hand ever sees them. */
const exitCodes = { success: 0, failed: 1, stopped: 130 } as const;

type Finished = Extract<RunEventBody, { kind: "finished" }>;

/**
 * Does what the plan of a run directory says, in this process, and gives the exit code: what a detached run is.
 * Whatever happens is told in the run directory. Throws a Failure only for a directory that it cannot run:
 * one without a plan, or one that another process runs.
 *
 * @param directory absolute path of the run directory.
 */
export async function executeRun(directory: string, kinds: RunKinds): Promise<number> {
  const plan = await readPlan(directory);
  await claim(directory, plan);
  // Somebody may have stopped it before it came to life.
  if ((await readRun(directory)).finished !== undefined) return exitCodes.stopped;
  const stop = listenForStop();
  const events = openEventLog(directory);
  const log = openKeptFile(runFile(directory, "output.log"));
  const keep = openKeeping(directory, log);
  const { openRemote } = kinds;
  const context = makeContext({ directory, plan, events, log, keep, signal: stop.signal, openRemote });
  try {
    const kind = plan.experiment ? kinds.experiment : reproduceWorkspace;
    const finished = await finish(kind, plan, context);
    keep();
    events.append(finished);
    return exitCodes[finished.state];
  } finally {
    stop.dispose();
    events.close();
    log.close();
  }
}

/**
 * Makes a function that puts back what a command has deleted of the run's own files, as by `rm -rf .dvc/tmp`: who follows
 * the run must learn how it ends. The plan comes last, because with it the directory is a run.
 */
function openKeeping(directory: string, log: KeptFile): () => void {
  const paths = [runFile(directory, "pid"), runFile(directory, "plan.json")];
  const kept = paths.filter(existsSync).map((path) => ({ path, text: readFileSync(path, "utf8") }));
  return () => {
    log.keep();
    for (const { path, text } of kept) keepText(path, text);
  };
}

async function claim(directory: string, plan: RunPlan): Promise<void> {
  const noted = await readProcess(directory);
  const self = await identifyProcess(process.pid);
  if (self === undefined) return;
  const isOther = noted !== undefined && noted.pid !== self.pid;
  if (isOther && (await isAlive(noted))) throw activeRunFailure(plan.id);
  await writeProcess(directory, self);
}

async function finish(kind: RunKind, plan: RunPlan, context: RunContext): Promise<Finished> {
  try {
    const { revision, ref }: RunResult = await kind(plan, context);
    return {
      kind: "finished",
      state: "success",
      ...(revision !== undefined && { revision }),
      ...(ref !== undefined && { ref }),
    };
  } catch (error) {
    if (context.signal.aborted) {
      context.log("Stopped.");
      return { kind: "finished", state: "stopped" };
    }
    return { kind: "finished", state: "failed", error: explain(error, context) };
  }
}

/** A Failure speaks for itself; of anything else the log, which is all that is left of this process, gets the whole. */
function explain(thrown: unknown, context: RunContext): string {
  const error = systemFailure(thrown) ?? thrown;
  if (error instanceof Failure) {
    context.log(error instanceof CommandFailure ? error.summary : error.message);
    return error.message;
  }
  const problem = error instanceof Error ? error : new Error(String(error));
  context.log(problem.stack ?? problem.message);
  return `An unexpected error, a bug in Trainyard, ended the run: ${problem.message} (its log has the details).`;
}

interface Recorder {
  readonly directory: string;
  readonly plan: RunPlan;
  readonly events: EventLog;
  readonly log: KeptFile;
  readonly keep: () => void;
  readonly signal: AbortSignal;
  readonly openRemote: RunKinds["openRemote"];
}

function makeContext({ directory, plan, events, log, keep, signal, openRemote }: Recorder): RunContext {
  const emit = (event: RunEventBody): void => {
    keep();
    events.append(event);
  };
  return {
    directory,
    signal,
    emit,
    log: (line) => void writeSync(log.descriptor, `${line}\n`),
    reproduce: (place: RunPlace) =>
      reproduce({
        ...place,
        repro: plan.repro,
        log: { path: runFile(directory, "output.log"), descriptor: log.descriptor },
        signal,
        onEvent: emit,
        commands: openCommandNotes(directory),
        remote: plan.repro.pull ? openRemote?.(plan.repository, signal) : undefined,
      }),
  };
}

/** What ends a detached process is turned into a request; a terminal that closes does not concern it. */
function listenForStop(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const ignore = (): void => {};
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", ignore);
  return {
    signal: controller.signal,
    dispose: () => void process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", ignore),
  };
}
