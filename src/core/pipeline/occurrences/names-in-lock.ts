import { childOf, entriesOf, itemsOf } from "../map-entries.ts";
import type { Stage } from "../model.ts";
import type { Entry, ScalarNode } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import {
  addName,
  type Collector,
  innerRange,
  wants,
  wantsEntry,
  wantsKind,
  wantsStage,
} from "./collector.ts";
import { addDottedName } from "./dotted-name.ts";
import { collectKeys } from "./names-in-values.ts";
import type { Named } from "./occurrence.ts";
import { addPath } from "./path-name.ts";

/** Adds what a dvc.lock names: stages, their paths, and the parameters that they were run with. */
export function collectLock(collector: Collector): void {
  const { document, world } = collector;
  const pipelineFile = document.file.replace(/\.lock$/, ".yaml");
  const stages = new Map(world.file(pipelineFile)?.stages.map((stage) => [stage.name, stage]));
  for (const entry of entriesOf(childOf(document.root, "stages"))) {
    const stage = stages.get(pythonText(entry.key.value));
    if (!wantsStage(collector, entry, stage === undefined ? [] : [stage])) continue;
    addStageKey(collector, entry.key, pipelineFile);
    collectEntry(collector, entry, stage);
  }
}

/** `train@0.1` names the group `train`. */
function addStageKey(collector: Collector, key: ScalarNode, file: string): void {
  const [name = "", ...item] = pythonText(key.value).split("@");
  const inner = innerRange(key, collector.document.text);
  const part =
    item.length === 0
      ? undefined
      : {
          range: inner === undefined ? key.range : { start: inner.start, end: inner.start + name.length },
          exact: inner !== undefined,
        };
  addName(collector, key, { named: { kind: "stage", file, name }, role: "record" }, part);
}

function collectEntry(collector: Collector, { value }: Entry, stage: Stage | undefined): void {
  const folder = stage?.wdir ?? folderOf(collector.document.file);
  for (const section of ["deps", "outs"]) {
    for (const item of itemsOf(childOf(value, section))) {
      if (wants(collector, item.range)) addPath(collector, childOf(item, "path"), { role: "record", folder });
    }
  }
  for (const { key, value: values } of entriesOf(childOf(value, "params"))) {
    addPath(collector, key, { role: "record", folder });
    const file = resolvePath(folder, pythonText(key.value));
    for (const entry of wantsKind(collector, "parameter") ? entriesOf(values) : []) {
      if (!wantsEntry(collector, entry)) continue;
      const nameOf = (path: readonly string[]): Named => ({ kind: "parameter", file, path });
      addDottedName(collector, entry.key, "record", nameOf);
      collectKeys(collector, entry.value, "record", nameOf, pythonText(entry.key.value).split("."));
    }
  }
}
