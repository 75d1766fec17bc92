import { childOf, entriesOf, sectionEnd } from "./map-entries.ts";
import type { Document, Entry } from "./node.ts";
import type { Problem, Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";
import { keysAt } from "./schema.ts";
import { lineStart } from "./yaml/line-bounds.ts";

/** A problem, with the part of the text in which it explains all others. */
interface Explained {
  readonly problem: Problem;
  readonly explains: Range;
}

const stageKeys: ReadonlySet<string> = new Set(Object.keys(keysAt(["stages", ""])));

/** Keys of a stage that are indented like the stage: they seem to be stages themselves. One problem for all in a row. */
export function findMisplacedKeys(document: Document): readonly Explained[] {
  const stages = entriesOf(childOf(document.root, "stages"));
  const found: Explained[] = [];
  for (let index = 1; index < stages.length; index += 1) {
    const stage = stages[index - 1];
    const first = stages[index];
    if (stage === undefined || first === undefined || !isMisplaced(first)) continue;
    // Without a stage above them, something else is wrong.
    if (isMisplaced(stage)) continue;
    // In lines that were repaired, stages may stand in several columns, and that has been told.
    if (columnAt(document.text, stage.key.range.start) !== columnAt(document.text, first.key.range.start))
      continue;
    while (index + 1 < stages.length && isMisplaced(stages[index + 1])) index += 1;
    const end = stages[index + 1]?.key.range.start ?? sectionEnd(document, "stages");
    const problem = describe(stage, first, document);
    found.push({ problem, explains: { start: stage.key.range.start, end } });
  }
  return found;
}

/** Whether an entry of `stages` is a key of a stage. A stage is a mapping; one that is named like a key of a stage and is none, is that key. */
export function isMisplaced(entry: Entry | undefined): boolean {
  if (entry === undefined || entry.value.kind === "map") return false;
  return typeof entry.key.value === "string" && stageKeys.has(entry.key.value);
}

function describe(stage: Entry, { key }: Entry, { file, text }: Pick<Document, "file" | "text">): Problem {
  const { range } = key;
  const column = columnAt(text, range.start);
  const sibling = entriesOf(stage.value)[0]?.key.range.start;
  const isBelow = sibling !== undefined && sibling > stage.key.range.start;
  const wanted = isBelow ? columnAt(text, sibling) : column + 2;
  const name = pythonText(key.value);
  const at = lineStart(text, range.start);
  // Lines of a list, or of a text, may stay where they are.
  const canShift = wanted > column && text.slice(at, range.start).trim() === "";
  const change = { file, range: { start: at, end: at }, newText: " ".repeat(wanted - column) };
  return {
    code: "yaml/bad-indent",
    severity: "error",
    message: `'${name}' is indented like the stage '${pythonText(stage.key.value)}' that it belongs to: indent it by ${wanted}.`,
    file,
    range,
    ...(canShift && { fixes: [{ title: `Indent it by ${wanted}`, changes: [change] }] }),
  };
}

function columnAt(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
