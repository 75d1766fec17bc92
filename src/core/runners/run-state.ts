import type { Run, RunEvent, RunPlan, RunState } from "./run.ts";

/** Everything that tells where a run is. */
export interface RunFacts {
  readonly directory: string;
  readonly plan: RunPlan;
  readonly events: readonly RunEvent[];
  /** `none`: no process has been noted yet. */
  readonly process: "alive" | "gone" | "none";
  /** The end of its log; used only when the run is lost. */
  readonly lastLines: readonly string[];
  readonly now: Date;
}

/** A run is started right after its directory is made; one that still has no process after this time never will. */
const startMilliseconds = 30_000;

/** Where a run is, as its files tell it. */
export function runState(facts: RunFacts): Run {
  const { directory, plan, events } = facts;
  const started = last(events, "started");
  const finished = last(events, "finished");
  const state = stateOf(facts);
  const stage = state === "running" ? openStage(events) : undefined;
  const error = state === "lost" ? lostSentence(facts) : finished?.error;
  const seconds = started && wallClock(started.time, endOf(facts, state));
  return {
    id: plan.id,
    state,
    plan,
    directory,
    stages: events
      .filter((event) => event.kind === "stage-finished")
      .map(({ stage: name, action, seconds: took }) => ({ stage: name, action, seconds: took })),
    ...(started && { workspace: started.workspace, started: started.time }),
    ...(finished && { finished: finished.time }),
    ...(seconds !== undefined && { seconds }),
    ...(stage && { stage }),
    ...(error !== undefined && { error }),
    ...(finished?.revision !== undefined && { revision: finished.revision }),
    ...(finished?.ref !== undefined && { ref: finished.ref }),
  };
}

function stateOf({ plan, events, process, now }: RunFacts): RunState {
  const finished = last(events, "finished");
  if (finished) return finished.state;
  if (process === "gone") return "lost";
  if (last(events, "started")) return process === "alive" ? "running" : "lost";
  const waited = now.getTime() - Date.parse(plan.created);
  return process === "alive" || waited < startMilliseconds ? "queued" : "lost";
}

/** When nobody knows the time at which it was lost, the last event is what is known. */
function endOf({ events, now }: RunFacts, state: RunState): string {
  return state === "running" ? now.toISOString() : (events.at(-1)?.time ?? now.toISOString());
}

function wallClock(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
}

/** The stage that started last, unless it has finished. */
function openStage(events: readonly RunEvent[]): Run["stage"] {
  const event = events.findLast((each) => each.kind === "stage-started" || each.kind === "stage-finished");
  if (event?.kind !== "stage-started") return undefined;
  return { name: event.stage, index: event.index, count: event.count };
}

function lostSentence({ process, lastLines }: RunFacts): string {
  const what =
    process === "none"
      ? "The run was never started."
      : "The process of the run is gone, and it did not say that it finished.";
  return lastLines.length === 0 ? what : `${what} The last lines of its log:\n${lastLines.join("\n")}`;
}

function last<K extends RunEvent["kind"]>(
  events: readonly RunEvent[],
  kind: K,
): Extract<RunEvent, { kind: K }> | undefined {
  return events.findLast((event): event is Extract<RunEvent, { kind: K }> => event.kind === kind);
}
