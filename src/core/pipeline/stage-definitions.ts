import { childOf, entriesOf } from "./map-entries.ts";
import type { PipelineFile, Stage } from "./model.ts";
import type { Entry, Node } from "./node.ts";
import type { Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";

/** What one key of `stages` defines: a stage, or a group of them. */
export interface StageDefinition {
  readonly name: string;
  /** How a command names it: `train`, or `sub/dvc.yaml:train`. */
  readonly target: string;
  readonly entry: Entry;
  /** From the key to the end of what it holds. */
  readonly range: Range;
  /** The mapping with the fields of the stage: that of `do`, where there is one. */
  readonly body: Node;
  /** The stages that are made of it; none while it has mistakes. */
  readonly stages: readonly Stage[];
}

/** The definitions of a dvc.yaml in their order, or only those that touch a part of it. */
export function definitionsOf(file: PipelineFile, within?: Range): readonly StageDefinition[] {
  const made = stagesByDefinition(file);
  return entriesOf(childOf(file.document.root, "stages")).flatMap((entry) => {
    const { key, value } = entry;
    const range = { start: key.range.start, end: Math.max(key.range.end, value.range.end) };
    if (within !== undefined && (range.end < within.start || within.end < range.start)) return [];
    const name = pythonText(key.value);
    const target = file.path === "dvc.yaml" ? name : `${file.path}:${name}`;
    const stages = made.get(key.range.start) ?? [];
    return [{ name, target, entry, range, body: childOf(value, "do") ?? value, stages }];
  });
}

/** The stages of a dvc.yaml by the offset of the key that defines them. */
export function stagesByDefinition({ stages }: PipelineFile): ReadonlyMap<number, readonly Stage[]> {
  const byStart = new Map<number, Stage[]>();
  for (const stage of stages) {
    const known = byStart.get(stage.range.start);
    if (known) known.push(stage);
    else byStart.set(stage.range.start, [stage]);
  }
  return byStart;
}
