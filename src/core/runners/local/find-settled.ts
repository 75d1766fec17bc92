import { isChanged } from "./is-changed.ts";
import type { PlannedStage } from "./plan-reproduction.ts";
import { findEditedSources } from "./record-sources.ts";
import { selectWork } from "./select-work.ts";
import { observeStages, openTools, type ReproduceRequest } from "./workshop.ts";

/**
 * What a reproduction would say that has nothing to do: each selected stage with `skip`. Undefined when anything is to be
 * done. Changes nothing, and looks at everything at once, so that it costs what a status costs.
 * Throws the Failures of a pipeline that is broken and of targets that name nothing.
 */
export async function findSettled(
  request: Pick<ReproduceRequest, "root" | "cacheDir" | "repro" | "signal">,
): Promise<readonly PlannedStage[] | undefined> {
  const { force = false, allowMissing = false } = request.repro;
  if (force) return undefined;
  const tools = await openTools(request);
  try {
    const work = await selectWork(tools, request.repro);
    const { all: stages, sources, selected } = work;
    const seen = await observeStages(tools, selected, (stage) => tools.records.read(stage));
    const producers = { stages, sources, records: tools.records };
    for (const stage of selected) {
      if (isChanged(producers, stage, { before: tools.records.read(stage), seen }, allowMissing))
        return undefined;
    }
    if ((await findEditedSources(tools, work)).length > 0) return undefined;
    return selected.map(({ address }) => ({ address, action: "skip" }));
  } finally {
    await tools.saveStats();
    tools.git.dispose();
  }
}
