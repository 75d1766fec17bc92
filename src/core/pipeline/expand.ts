import { removeListItem } from "./edit/remove-list-item.ts";
import { type FileContext, report } from "./file-context.ts";
import { findUnholdable, reportUnholdable } from "./templating/find-unholdable.ts";
import { interpolate, interpolatedText, type Interpolation, isExpression } from "./templating/interpolate.ts";
import { childOf, entriesOf } from "./map-entries.ts";
import type { Expansion } from "./model.ts";
import type { Entry, MapNode, Node, ScalarNode } from "./node.ts";
import { plainScalar } from "./yaml/plain-scalar.ts";
import type { Fix, Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";
import { removeEntry } from "./shape-fixes.ts";
import { type Scope, variableOf } from "./templating/scope.ts";

/** One stage to be: what to call it, the mapping that describes it, and what `${}` sees there. */
export interface StageTemplate {
  readonly name: string;
  readonly body: MapNode;
  readonly scope: Scope;
  readonly expansion?: Expansion;
}

/** A value that one stage of a group is made for, and the part of the name that tells it apart. */
interface Item {
  readonly key: string;
  readonly value: Node;
  /** Only of items of a mapping and of a matrix: `${key}`. */
  readonly namesKey: boolean;
}

/** More than anyone runs, and an end to a matrix whose axes multiply beyond memory. */
const maxStages = 20_000;

/** The stages that one entry of `stages` defines: itself, or those of its `foreach` or `matrix`. */
export function expandDefinition({ key, value }: Entry, scope: Scope, context: FileContext): StageTemplate[] {
  const name = pythonText(key.value);
  if (value.kind !== "map") return [];
  const foreach = childOf(value, "foreach");
  const matrix = childOf(value, "matrix");
  const body = childOf(value, "do");
  if (foreach !== undefined || body !== undefined) {
    if (foreach === undefined || body?.kind !== "map") return [];
    warnOfMatrix(body, context);
    return templates(
      { group: name, kind: "foreach", body, data: foreach, range: key.range, scope, context },
      foreachItems(foreach, scope, context),
    );
  }
  if (matrix === undefined) {
    return isFindable(name, key.range, context) ? [{ name, body: value, scope }] : [];
  }
  const rest: MapNode = { ...value, entries: value.entries.filter((entry) => entry.key.value !== "matrix") };
  return templates(
    { group: name, kind: "matrix", body: rest, data: matrix, range: key.range, scope, context },
    matrixItems(matrix, scope, context),
  );
}

/** DVC takes a matrix inside of `do`, and makes nothing of it. */
function warnOfMatrix(body: MapNode, context: FileContext): void {
  const matrix = body.entries.find(({ key }) => key.value === "matrix");
  if (matrix === undefined) return;
  report(context, {
    code: "dvc/foreach-with-matrix",
    message: "DVC ignores 'matrix' inside of 'do': use either 'foreach' or 'matrix'.",
    range: matrix.key.range,
    severity: "warning",
    fixes: [removeEntry(matrix, context)],
  });
}

/** DVC looks a name with '@' up as a stage of a group, and so never finds a plain stage that is called so. */
function isFindable(name: string, range: Range, context: FileContext): boolean {
  if (name !== "" && !name.includes("@")) return true;
  const message =
    name === ""
      ? "A stage needs a name: this one is empty text."
      : `The stage name '${name}' contains '@', which DVC keeps for stages of 'foreach' and 'matrix'.`;
  report(context, { code: "dvc/stage-name", message, range });
  return false;
}

interface Group {
  readonly group: string;
  readonly kind: "foreach" | "matrix";
  readonly body: MapNode;
  /** What `foreach` or `matrix` says. */
  readonly data: Node;
  readonly range: Range;
  readonly scope: Scope;
  readonly context: FileContext;
}

/** Later items with the same key take the place of earlier ones, as in DVC. */
function templates(
  { group, kind, body, data, range, scope, context }: Group,
  items: readonly Item[],
): StageTemplate[] {
  const byKey = new Map<string, StageTemplate>();
  for (const item of items) {
    if (item.key === "" || item.key.includes("@")) {
      const what = item.key === "" ? "An empty item" : `The item '${item.key}'`;
      const message = `${what} cannot be part of a stage name: names cannot be empty or contain '@'.`;
      report(context, { code: "dvc/stage-name", message, range: item.value.range });
      continue;
    }
    if (byKey.has(item.key)) {
      const message = `'${item.key}' occurs twice: only one stage '${group}@${item.key}' is made.`;
      report(context, {
        code: "dvc/foreach-duplicate-item",
        message,
        range: item.value.range,
        severity: "warning",
        fixes: removeItem(data, item.value, context),
      });
    }
    const name = `${group}@${item.key}`;
    const expansion: Expansion = { group, key: item.key, kind };
    byKey.set(item.key, { name, body, scope: withItem(item, scope, context), expansion });
  }
  const shadowed = items.some(({ namesKey }) => namesKey) ? ["item", "key"] : ["item"];
  for (const name of items.length > 0 ? shadowed : []) {
    if (!scope.members.has(name)) continue;
    const message = `The variable '${name}' is hidden inside '${group}', whose stages define it themselves.`;
    const place = scope.members.get(name)?.place;
    const related = place && [{ ...place, message: `'${name}' is defined here.` }];
    report(context, {
      code: "dvc/item-shadowed",
      message,
      range,
      severity: "warning",
      ...(related && { related }),
    });
  }
  return [...byKey.values()];
}

/** An item that dvc.yaml itself lists can be taken off its list. */
function removeItem(data: Node, item: Node, { file, text }: FileContext): Fix[] {
  if (data.kind !== "list" || !data.items.includes(item)) return [];
  const change = removeListItem({ file, text, root: data, problems: [] }, item.range);
  return change === undefined ? [] : [{ title: "Remove this item", changes: [change], preferred: true }];
}

function withItem({ key, value, namesKey }: Item, scope: Scope, { file }: FileContext): Scope {
  const place = { file, range: value.range };
  const members = new Map(scope.members).set("item", variableOf(value, place));
  if (namesKey) members.set("key", { kind: "value", node: plainScalar(key, value.range), place });
  return { ...scope, members, reserved: new Set(namesKey ? ["item", "key"] : ["item"]) };
}

function foreachItems(node: Node, scope: Scope, context: FileContext): Item[] {
  const interpolation: Interpolation = { context, scope, failed: false };
  const data = interpolate(node, "items", interpolation);
  if (interpolation.failed || isUnholdable(data, context)) return [];
  if (data.kind === "map") {
    const isVariable = data !== node && node.kind === "scalar";
    const named = isVariable ? data.entries.filter(({ key }) => typeof key.value === "string") : data.entries;
    return named.map(({ key, value }) => ({ key: interpolatedText(key.value), value, namesKey: true }));
  }
  if (data.kind === "list") {
    const isComposite = data.items.some((item) => item.kind !== "scalar");
    return data.items.map((value, index) => {
      const key =
        isComposite || value.kind !== "scalar"
          ? String(index)
          : nameOf(value, isFromVariable(value, index, node));
      return { key, value, namesKey: false };
    });
  }
  const message = `'foreach' needs a list or a mapping, not ${interpolatedText(data.value)}.`;
  const fixes = node.kind === "scalar" && isExpression(node) ? nameIterable(node, scope, context) : [];
  report(context, { code: "dvc/foreach-not-iterable", message, range: node.range, fixes });
  return [];
}

/** An item becomes a variable, and so must be something that one can hold. */
function isUnholdable(data: Node, context: FileContext): boolean {
  const found = findUnholdable(data);
  if (found !== undefined) reportUnholdable(found, context.file, context);
  return found !== undefined;
}

/** A menu with more names than this is no help. */
const mostNames = 3;

/** Fixes that name a list or mapping among the variables of the file. */
function nameIterable({ range, style }: ScalarNode, scope: Scope, { file }: FileContext): Fix[] {
  if (style !== "plain") return [];
  const lists = [...scope.members].filter(([, one]) => one.kind === "group" || one.node.kind === "list");
  return lists.slice(0, mostNames).map(([name]) => {
    const newText = `\${${name}}`;
    return { title: `Change to '${newText}'`, changes: [{ file, range, newText }] };
  });
}

function matrixItems(node: Node, scope: Scope, context: FileContext): Item[] {
  const interpolation: Interpolation = { context, scope, failed: false };
  const data = interpolate(node, "items", interpolation);
  if (interpolation.failed || data.kind !== "map" || isUnholdable(data, context)) return [];
  if (data.entries.length === 0) {
    report(context, {
      code: "dvc/matrix-empty",
      message: "A matrix needs at least one axis.",
      range: node.range,
    });
    return [];
  }
  const written = entriesOf(node);
  const axes = data.entries.map(({ key, value }, index) =>
    axisOf(key, value, written[index]?.value ?? value, context),
  );
  const count = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (count > maxStages) {
    const message = `This matrix makes ${count} stages: the first ${maxStages} are used.`;
    report(context, { code: "dvc/expansion-too-large", message, range: node.range, severity: "warning" });
  }
  return Array.from({ length: Math.min(count, maxStages) }, (_, index) =>
    combination(axes, index, node.range),
  );
}

interface Axis {
  readonly key: ScalarNode;
  readonly values: readonly { readonly fragment: string; readonly value: Node }[];
}

/** The values of an axis. DVC goes over whatever Python can: text by its characters, a mapping by its keys. */
function axisOf(key: ScalarNode, data: Node, written: Node, context: FileContext): Axis {
  const name = interpolatedText(key.value);
  const warn = (code: string, message: string, severity: "error" | "warning"): void => {
    report(context, { code, message, range: written.range, severity });
  };
  if (data.kind === "map") {
    const keys = data.entries.map((entry) => entry.key);
    return { key, values: keys.map((value) => ({ fragment: pythonText(value.value), value })) };
  }
  if (data.kind === "list") {
    if (data.items.length === 0)
      warn("dvc/matrix-empty", `Axis '${name}' is empty: no stage is made.`, "warning");
    const values = data.items.map((value, index) => ({
      fragment:
        value.kind === "scalar" ? nameOf(value, isFromVariable(value, index, written)) : name + String(index),
      value,
    }));
    return { key, values };
  }
  if (typeof data.value === "string" && !(written.kind === "scalar" && isExpression(written))) {
    warn(
      "dvc/matrix-text-axis",
      `Axis '${name}' is text: each character becomes a value. Write a list.`,
      "warning",
    );
    return {
      key,
      values: Array.from(data.value).map((text) => ({
        fragment: text,
        value: plainScalar(text, data.range),
      })),
    };
  }
  warn(
    "dvc/matrix-not-iterable",
    `Axis '${name}' must be a list, not ${interpolatedText(data.value)}.`,
    "error",
  );
  return { key, values: [] };
}

/** The `index`th combination; the last axis changes fastest. */
function combination(axes: readonly Axis[], index: number, range: Range): Item {
  const entries: Entry[] = [];
  const fragments: string[] = [];
  let rest = index;
  for (const { key, values } of axes.toReversed()) {
    const chosen = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    if (chosen === undefined) continue;
    entries.unshift({ key, value: chosen.value });
    fragments.unshift(chosen.fragment);
  }
  return { key: fragments.join("-"), value: { kind: "map", entries, range }, namesKey: true };
}

/**
 * The part of a stage's name that an item gives. DVC writes a literal `true` as it is, but one that a variable holds in
 * Python's way, `True`.
 */
function nameOf(item: ScalarNode, isFromVariable: boolean): string {
  return isFromVariable ? pythonText(item.value) : interpolatedText(item.value);
}

/** True of an item that `${}` brought: it is not the node that dvc.yaml has at its place. */
function isFromVariable(item: Node, index: number, written: Node): boolean {
  return written.kind !== "list" || written.items[index] !== item;
}
