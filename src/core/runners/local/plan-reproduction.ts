import type { Cache } from "#core/data/cache/cache";
import { printTree, treeHash } from "#core/data/cache/dir-object";
import type { Stage } from "#core/pipeline/model";
import type { ContentHash, Observations } from "#core/pipeline/status/status-model";

import type { StageAction } from "../run.ts";
import { isChanged, type Producers } from "./is-changed.ts";
import { overlaps } from "./overlaps.ts";
import { findEarlierRun } from "./restore-stage.ts";
import { refuseForeignOutputs, selectWork } from "./select-work.ts";
import { stageInputs } from "./stage-entry.ts";
import { observeStage, openTools, type ReproduceRequest, type Tools } from "./workshop.ts";

export interface PlannedStage {
  readonly address: string;
  readonly action: StageAction;
}

/** What the stages before will have made of the workspace. */
interface Forecast {
  /** Paths whose content nobody knows before the command has run. */
  readonly unknown: Set<string>;
  /** Paths that will be restored, with the hash of what they will hold. */
  readonly restored: Map<string, string>;
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
    const { all: stages, selected, sources } = await selectWork(tools, request.repro);
    await refuseForeignOutputs(tools, selected);
    const forecast: Forecast = { unknown: new Set(), restored: new Map() };
    const planned: PlannedStage[] = [];
    for (const stage of selected) {
      const action = await foresee({ ...tools, stages, sources }, stage, forecast);
      if (action === "run") for (const { path } of stage.outs) forecast.unknown.add(path);
      planned.push({ address: stage.address, action });
    }
    return planned;
  } finally {
    tools.git.dispose();
  }
}

async function foresee(tools: Tools & Producers, stage: Stage, forecast: Forecast): Promise<StageAction> {
  const reads = stage.frozen ? [] : [...stage.deps, ...stage.params];
  const hashes = new Map<string, ContentHash>();
  for (const { path } of reads) {
    const hash = await foreseenHash(tools.cache, path, forecast);
    if (hash === "unknown") return "run";
    if (hash !== undefined) hashes.set(path, hash);
  }
  const before = tools.records.read(stage);
  const now = await observeStage(tools, stage, before);
  const seen: Observations = { ...now, hashes: new Map([...now.hashes, ...hashes]) };
  if (!tools.repro.force && !isChanged(tools, stage, { before, seen }, tools.repro.allowMissing === true))
    return "skip";
  if (stage.frozen) return "verify";
  const inputs = stageInputs(stage, seen);
  const found = tools.repro.force ? undefined : await findEarlierRun(tools, stage, before, inputs);
  if (found === undefined) return "run";
  for (const { output, item } of found) forecast.restored.set(output.path, item.md5);
  return "cached";
}

/** What a path will hold when the stages before are done; undefined when they leave it alone. */
async function foreseenHash(
  cache: Cache,
  path: string,
  { unknown, restored }: Forecast,
): Promise<ContentHash | "unknown" | undefined> {
  if ([...unknown].some((made) => overlaps(path, made))) return "unknown";
  for (const [made, md5] of restored) {
    if (path === made) return { md5, size: 0 };
    if (path.startsWith(`${made}/`)) return hashInside(cache, md5, path.slice(made.length + 1));
    // A folder around it also holds files that no stage has made.
    if (overlaps(path, made)) return "unknown";
  }
  return undefined;
}

/** The hash of a file or folder within a folder that the cache knows. */
async function hashInside(cache: Cache, md5: string, path: string): Promise<ContentHash | undefined> {
  const tree = (await cache.readTree(md5)) ?? [];
  const file = tree.find(({ relpath }) => relpath === path);
  if (file) return { md5: file.md5, size: 0 };
  const members = tree.filter(({ relpath }) => relpath.startsWith(`${path}/`));
  if (members.length === 0) return undefined;
  const below = members.map((member) => ({ ...member, relpath: member.relpath.slice(path.length + 1) }));
  return { md5: treeHash(printTree(below)), size: 0 };
}
