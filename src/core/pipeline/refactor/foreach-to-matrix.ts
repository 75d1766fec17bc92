import { eachScalar } from "../occurrences/collector.ts";
import { lookUpParameter } from "../params/look-up-parameter.ts";
import type { Entry, Node } from "../node.ts";
import type { Range, TextChange } from "../problem.ts";
import { expressionsIn } from "../templating/expression.ts";
import { toValue } from "../to-value.ts";
import { isList, isMapping } from "../value.ts";
import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import { definitionAt, type RefactorPlace, type Refactoring } from "./refactoring.ts";

/** What the one axis of the matrix is called. */
const axis = "value";

/**
 * Turns a `foreach` over single values into a matrix with one axis: the stages keep their names, and another axis can be
 * added. Items that are mappings would change names, and are not offered.
 */
export function foreachToMatrix(place: RefactorPlace): Refactoring[] {
  const { value } = definitionAt(place)?.entry ?? {};
  if (value?.kind !== "map" || value.entries.length !== 2) return [];
  const [foreach, body] = ["foreach", "do"].map((name) =>
    value.entries.find(({ key }) => key.value === name),
  );
  if (foreach === undefined || body?.value.kind !== "map" || !isOverScalars(place, foreach.value)) return [];
  const { text } = place.file.document;
  const column = columnOf(text, foreach.key.range.start);
  const first = body.value.entries[0];
  const isBlock =
    first !== undefined &&
    text[body.value.range.start] !== "{" &&
    columnOf(text, body.key.range.start) === column;
  const isUnderDo = isBlock && lineStart(text, first.key.range.start) > body.key.range.start;
  const items = isUnderDo ? renamedItems(place, body.value) : undefined;
  if (items === undefined || first === undefined) return [];
  const { path: file } = place.file;
  const doLine = { start: lineStart(text, body.key.range.start), end: lineEnd(text, body.key.range.end) };
  const changes = [
    ...axisChanges(text, foreach, column),
    { range: doLine, newText: "" },
    ...shifts(
      text,
      { start: doLine.end, end: body.value.range.end },
      column - columnOf(text, first.key.range.start),
    ),
    ...items,
  ];
  const title = `Convert 'foreach' to 'matrix'`;
  return [{ kind: "rewrite", title, changes: changes.map((change) => ({ file, ...change })) }];
}

function isOverScalars({ file }: RefactorPlace, node: Node): boolean {
  const [expression] = node.kind === "scalar" ? expressionsIn(node, file.document.text) : [];
  const found = expression && lookUpParameter(file.variables.values, expression.name);
  const value = found?.found === true ? found.value : toValue(node);
  return isList(value) && value.every((item) => !isList(item) && !isMapping(item));
}

type Change = Pick<TextChange, "range" | "newText">;

/** `foreach: [a]` becomes an axis one level deeper; the lines of a block list move with it. */
function axisChanges(text: string, { key, value }: Entry, column: number): Change[] {
  const head = { range: key.range, newText: `matrix:\n${" ".repeat(column + 2)}${axis}` };
  const below = { start: lineEnd(text, key.range.end), end: value.range.end };
  return below.start < below.end ? [head, ...shifts(text, below, 2)] : [head];
}

/** The changes of `${item}` to the axis; undefined where a place or a name allows none. */
function renamedItems({ file }: RefactorPlace, body: Node): Change[] | undefined {
  const { text } = file.document;
  const changes: Change[] = [];
  let isPossible = true;
  eachScalar({ within: undefined }, body, (scalar) => {
    for (const { segments } of expressionsIn(scalar, text)) {
      const [first] = segments;
      if (first?.name === "key") isPossible = false;
      if (first?.name !== "item") continue;
      if (text.slice(first.range.start, first.range.end) !== "item") isPossible = false;
      changes.push({ range: first.range, newText: `item.${axis}` });
    }
  });
  return isPossible ? changes : undefined;
}

/** Moves the lines of a range to the right, or to the left. */
function shifts(text: string, { start, end }: Range, by: number): Change[] {
  const changes: Change[] = [];
  for (let at = start; at < end && at < text.length; at = lineEnd(text, at)) {
    const blanks = /^ */.exec(text.slice(at, at + 200))?.[0].length ?? 0;
    const isEmpty = /[\r\n]/.test(text.charAt(at + blanks));
    if (by > 0 && !isEmpty) changes.push({ range: { start: at, end: at }, newText: " ".repeat(by) });
    if (by < 0) changes.push({ range: { start: at, end: at + Math.min(blanks, -by) }, newText: "" });
    if (lineEnd(text, at) <= at) at += 1;
  }
  return changes;
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
