import type { Stage } from "#core/pipeline/model";
import type { ContentHash, Observations } from "#core/pipeline/status-model";

import type { StageAction } from "../run.ts";
import { isChanged } from "./is-changed.ts";
import { findEarlierRun } from "./restore-stage.ts";
import { selectWork } from "./select-work.ts";
import { stageInputs } from "./stage-entry.ts";
import { observeStage, openTools, readEntry, type ReproduceRequest, type Tools } from "./workshop.ts";

export interface PlannedStage {
  readonly address: string;
  readonly action: StageAction;
}

/** What the stages before will have made of the workspace. */
interface Forecast {
  /** Paths whose content nobody knows before the command has run. */
  readonly unknown: Set<string>;
  /** Paths that will be restored. */
  readonly restored: Map<string, ContentHash>;
}

/**
 * Says what `reproduce` would do with each stage, in order, and changes nothing. A stage that needs what a command
 * makes counts as one that runs, although it is skipped when the command makes the same as before.
 * Throws the Failures that `reproduce` would throw before it runs a command.
 */
export async function planReproduction(
  request: Pick<ReproduceRequest, "root" | "cacheDir" | "repro" | "signal">,
): Promise<readonly PlannedStage[]> {
  const tools = await openTools(request);
  try {
    const { all, selected } = await selectWork(tools, request.repro);
    const forecast: Forecast = { unknown: new Set(), restored: new Map() };
    const planned: PlannedStage[] = [];
    for (const stage of selected) {
      const action = await foresee({ ...tools, stages: all }, stage, forecast);
      if (action === "run") for (const { path } of stage.outs) forecast.unknown.add(path);
      planned.push({ address: stage.address, action });
    }
    return planned;
  } finally {
    tools.git.dispose();
  }
}

async function foresee(
  tools: Tools & { readonly stages: readonly Stage[] },
  stage: Stage,
  forecast: Forecast,
): Promise<StageAction> {
  if (!stage.frozen && readsUnknown(stage, forecast)) return "run";
  const before = await readEntry(tools, stage);
  const seen = withRestored(await observeStage(tools, stage, before), forecast);
  if (!tools.repro.force && !(await isChanged(tools, stage, before, seen))) return "skip";
  if (stage.frozen) return "verify";
  const inputs = stageInputs(stage, seen);
  const found = tools.repro.force ? undefined : await findEarlierRun(tools, stage, before, inputs);
  if (found === undefined) return "run";
  for (const { output, item } of found) {
    forecast.restored.set(output.path, { md5: item.md5, size: Number(item.size ?? 0n) });
  }
  return "cached";
}

/** Of a folder that is restored, only the hash of the whole is known here: a part of it counts as unknown. */
function readsUnknown(stage: Stage, { unknown, restored }: Forecast): boolean {
  const made = [...unknown, ...restored.keys()];
  return [...stage.deps, ...stage.params].some(({ path }) =>
    made.some((other) => overlaps(path, other) && !(path === other && restored.has(other))),
  );
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`) || a === "." || b === ".";
}

function withRestored(seen: Observations, { restored }: Forecast): Observations {
  return { ...seen, hashes: new Map([...seen.hashes, ...restored]) };
}
