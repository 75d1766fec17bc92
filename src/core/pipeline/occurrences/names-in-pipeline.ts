import { childOf, entriesOf, itemsOf } from "../map-entries.ts";
import type { PipelineFile } from "../model.ts";
import type { Entry, Node } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { folderOf } from "../repository-path.ts";
import { addName, type Collector, wants, wantsEntry, wantsStage } from "./collector.ts";
import { addExpressions } from "./expression-names.ts";
import { collectStage } from "./names-in-stage.ts";
import type { Role } from "./occurrence.ts";
import { stagesByDefinition } from "../stage-definitions.ts";
import { addPath } from "./path-name.ts";
import { collectVariableList } from "./variable-list.ts";

/** Adds everything that a dvc.yaml names. */
export function collectPipeline(collector: Collector, file: PipelineFile): void {
  for (const entry of entriesOf(file.document.root)) {
    if (!wantsEntry(collector, entry)) continue;
    collectTop(collector, entry, file);
    if (entry.key.value !== "stages" && entry.key.value !== "vars") {
      addExpressions(collector, entry.value, file.variables, new Map());
    }
  }
}

function collectTop(collector: Collector, { key, value }: Entry, file: PipelineFile): void {
  const folder = folderOf(file.path);
  const path = (node: Node | undefined, role: Role): void => addPath(collector, node, { role, folder });
  if (key.value === "stages") {
    const made = stagesByDefinition(file);
    for (const entry of entriesOf(value)) {
      const stages = made.get(entry.key.range.start) ?? [];
      if (wantsStage(collector, entry, stages)) collectStage(collector, entry, file, stages);
    }
  } else if (key.value === "vars") {
    collectVariableList(collector, value, folder, (names) => ({
      kind: "parameter",
      file: file.path,
      path: names,
    }));
  } else if (key.value === "metrics" || key.value === "params") {
    for (const item of itemsOf(value)) if (wants(collector, item.range)) path(item, "use");
  } else if (key.value === "plots") {
    for (const item of itemsOf(value)) collectPlot(item, (node) => path(node, "use"));
  } else if (key.value === "artifacts") {
    for (const entry of entriesOf(value)) {
      const named = { kind: "artifact", file: file.path, name: pythonText(entry.key.value) } as const;
      addName(collector, entry.key, { named, role: "definition" });
      path(childOf(entry.value, "path"), "use");
    }
  }
}

/** A plot's data are the keys of `x` and `y` where those are mappings, else its own name is a path. */
function collectPlot(item: Node, path: (node: Node) => void): void {
  if (item.kind === "scalar") path(item);
  for (const { key, value } of entriesOf(item)) {
    const files = ["x", "y"].flatMap((axis) => entriesOf(childOf(value, axis)));
    for (const entry of files) path(entry.key);
    if (childOf(value, "y")?.kind !== "map") path(key);
  }
}
