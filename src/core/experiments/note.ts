import { isObject, parseObject } from "#core/data/json-object";
import type { Run, StageAction } from "#core/runners/run";

/** Where the facts of a run are kept that DVC has no field for: a Git note on the experiment's commit. */
export const notesRef = "refs/notes/trainyard";

/** The text of a note is this as JSON. Other keys may be added; readers ignore what they do not know. */
export interface ExperimentNote {
  readonly version: 1;
  readonly runner: string;
  /** Id of the run directory. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall-clock of the whole run. */
  readonly seconds: number;
  readonly stages: Run["stages"];
}

const actions: readonly StageAction[] = ["run", "cached", "skip", "verify"];

export function printNote(note: ExperimentNote): string {
  return `${JSON.stringify(note, undefined, 2)}\n`;
}

/** Reads a note; undefined when it is none of ours, or of a later version. */
export function parseNote(text: string): ExperimentNote | undefined {
  const value = parseObject(text);
  if (value === undefined || value["version"] !== 1) return undefined;
  const { runner, run, started, seconds, stages } = value;
  if (typeof runner !== "string" || typeof run !== "string" || typeof started !== "string") return undefined;
  if (typeof seconds !== "number") return undefined;
  return {
    version: 1,
    runner,
    run,
    started,
    seconds,
    stages: Array.isArray(stages) ? stages.flatMap(stageOf) : [],
  };
}

function stageOf(value: unknown): Run["stages"][number][] {
  if (!isObject(value)) return [];
  const { stage, seconds } = value;
  const action = actions.find((each) => each === value["action"]);
  if (typeof stage !== "string" || typeof seconds !== "number" || action === undefined) return [];
  return [{ stage, action, seconds }];
}
