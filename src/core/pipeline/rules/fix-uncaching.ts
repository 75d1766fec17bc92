import type { Output, Stage } from "../model.ts";
import { childOf } from "../map-entries.ts";
import type { Fix } from "../problem.ts";
import { lineStart } from "../yaml/line-bounds.ts";
import type { CheckFacts } from "./rule.ts";
import { findStageItem } from "./stage-items.ts";

/** The fix that writes `cache: false` at an output. Undefined where the output says something of its cache already. */
export function fixUncaching(
  facts: CheckFacts,
  stage: Stage,
  { range, text: path }: Output,
): Fix | undefined {
  const document = facts.documents.get(stage.file);
  if (document === undefined) return undefined;
  const { text, file } = document;
  const item = findStageItem(facts.definitionOf(stage), ["outs", "metrics", "plots"], range, text);
  if (item === undefined || childOf(item.flags, "cache") !== undefined) return undefined;
  const title = `Write 'cache: false' for '${path}'`;
  const insert = (at: number, newText: string): Fix => ({
    title,
    changes: [{ file, range: { start: at, end: at }, newText }],
  });
  if (item.flags === undefined) {
    const column = range.start - lineStart(text, range.start);
    return insert(range.end, item.isFlow ? ": {cache: false}" : `:\n${" ".repeat(column + 2)}cache: false`);
  }
  const first = item.flags.kind === "map" ? item.flags.entries[0] : undefined;
  if (first === undefined || item.flags.range.start < range.end) return undefined;
  if (text[item.flags.range.start] === "{") return insert(first.key.range.start, "cache: false, ");
  const indent = text.slice(lineStart(text, first.key.range.start), first.key.range.start);
  return /^ +$/.test(indent) ? insert(first.key.range.start, `cache: false\n${indent}`) : undefined;
}
