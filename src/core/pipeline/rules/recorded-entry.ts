import type { LockEntry } from "../lock/lock-model.ts";
import type { Stage } from "../model.ts";
import type { Problem, Range } from "../problem.ts";
import { runsAlways } from "../status/status.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * What dvc.lock has of a stage that is to be compared with what dvc.yaml says of it now. Undefined of one that is not
 * compared: it is frozen or runs always, or the file is broken, so that nobody knows what it records.
 */
export function recordedEntry(stage: Stage, { world }: CheckFacts): LockEntry | undefined {
  if (stage.frozen || runsAlways(stage)) return undefined;
  const lock = world.locks(stage.file);
  if (lock?.problems.some(({ severity }) => severity === "error")) return undefined;
  return lock?.stages.get(stage.name);
}

/** The related place of what dvc.lock says of a stage: the line that starts like this, else the stage's name. */
export function recordedPlace(
  stage: Stage,
  facts: CheckFacts,
  starts: readonly string[],
  message: string,
): Pick<Problem, "related"> {
  const places = facts.lockPlaces(stage.file);
  const range: Range | undefined = places?.line(stage.name, ...starts) ?? places?.entry(stage.name)?.key;
  return places && range ? { related: [{ file: places.file, range, message }] } : {};
}
