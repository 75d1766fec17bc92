import { commandFlags } from "./command-flags.ts";
import { type Expression, expressionsIn, type Match, matchExpressions, nameOf } from "./expression.ts";
import { type FileContext, report } from "./file-context.ts";
import type { Entry, Node, ScalarNode } from "./node.ts";
import type { Range } from "./problem.ts";
import { pythonText } from "./python-text.ts";
import { type Scope, select, type Variable, valueOf } from "./scope.ts";
import { reportUnknown } from "./unknown-variable.ts";
import { isList, isMapping, type Scalar, type Value } from "./value.ts";

/** `cmd` may expand mappings, `data` (foreach, matrix) may take lists and mappings whole, other fields neither. */
export type Field = "cmd" | "data" | "other";

/** Replaces the expressions of one stage or section; `failed` becomes true when one of them could not be. */
export interface Interpolation {
  readonly context: FileContext;
  readonly scope: Scope;
  failed: boolean;
}

/**
 * Replaces every `${}` in the keys and values of a tree. A value that is one expression and nothing else takes the
 * variable's own type; in longer text each value becomes text. What a variable holds is not looked at again. Ranges
 * stay those of dvc.yaml, and parts without expressions are the same nodes. What cannot be replaced is reported and
 * left as written.
 */
export function interpolate(node: Node, field: Field, interpolation: Interpolation): Node {
  if (node.kind === "scalar") return interpolateScalar(node, field, interpolation);
  if (node.kind === "list") {
    const items = node.items.map((item) => interpolate(item, field, interpolation));
    return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
  }
  const entries = node.entries.map((entry) => interpolateEntry(entry, field, interpolation));
  return entries.some((entry, index) => entry !== node.entries[index]) ? { ...node, entries } : node;
}

function interpolateEntry(entry: Entry, field: Field, interpolation: Interpolation): Entry {
  const key = interpolateScalar(entry.key, "other", interpolation);
  const value = interpolate(entry.value, field, interpolation);
  if (key.kind !== "scalar" || (key === entry.key && value === entry.value)) return entry;
  return { key, value };
}

function interpolateScalar(node: ScalarNode, field: Field, interpolation: Interpolation): Node {
  if (typeof node.value !== "string" || !node.value.includes("${")) return node;
  const text = node.value;
  const matches = matchExpressions(text);
  const [first] = matches;
  if (first !== undefined && first.start === 0 && first.end === text.length) {
    return wholeValue(node, first, field, interpolation);
  }
  let result = "";
  let position = 0;
  for (const [index, match] of matches.entries()) {
    const replacement = textOf(node, match, index, field, interpolation);
    result += text.slice(position, match.start) + (replacement ?? text.slice(match.start, match.end));
    position = match.end;
  }
  result += text.slice(position);
  return { ...node, value: result.replaceAll("\\${", "${") };
}

function wholeValue(node: ScalarNode, match: Match, field: Field, interpolation: Interpolation): Node {
  const variable = find(node, match, 0, interpolation);
  if (variable === undefined) return node;
  const isScalar = variable.kind === "value" && variable.node.kind === "scalar";
  const isFitting = isScalar || field === "data" || (field === "cmd" && variable.kind === "group");
  if (isFitting) return nodeOf(variable, node.range);
  refuse(node, match, 0, variable, interpolation);
  return node;
}

/** The text that takes the place of an expression inside longer text. */
function textOf(
  node: ScalarNode,
  match: Match,
  index: number,
  field: Field,
  interpolation: Interpolation,
): string | undefined {
  const variable = find(node, match, index, interpolation);
  if (variable === undefined) return undefined;
  if (variable.kind === "value" && variable.node.kind === "scalar")
    return interpolatedText(variable.node.value);
  if (field !== "cmd" || variable.kind !== "group") {
    refuse(node, match, index, variable, interpolation);
    return undefined;
  }
  const flags = commandFlags(variable, interpolation.context.parsing ?? {});
  if ("text" in flags) return flags.text;
  fail(interpolation, {
    code: "dvc/interp-nested-iterable",
    message: `'${nameOf(match.path)}' cannot be written as options: '${flags.nested}' holds a list or mapping.`,
    range: expressionAt(node, index, interpolation).range,
  });
  return undefined;
}

/** The text of a value inside longer text, and of an item inside a stage's name: Python's, but `true` and `false`. */
export function interpolatedText(value: Scalar): string {
  return typeof value === "boolean" ? String(value) : pythonText(value);
}

function find(
  node: ScalarNode,
  match: Match,
  index: number,
  interpolation: Interpolation,
): Variable | undefined {
  const { context, scope } = interpolation;
  if (match.path.error !== undefined) {
    const { error, range } = expressionAt(node, index, interpolation);
    const message = error?.message ?? match.path.error.message;
    fail(interpolation, { code: "dvc/interp-syntax", message, range: widen(error?.range, range) });
    return undefined;
  }
  const selection = select(
    scope,
    match.path.segments.map(({ name }) => name),
  );
  if (selection.found !== undefined) return selection.found;
  interpolation.failed = true;
  reportUnknown(expressionAt(node, index, interpolation), selection, scope, context);
  return undefined;
}

/** An empty range, such as the end of `${a.}`, would show nothing: the whole expression stands for it. */
function widen(range: Range | undefined, whole: Range): Range {
  return range === undefined || range.start === range.end ? whole : range;
}

/** The expression in the file that the `index`th match in the value is. */
function expressionAt(node: ScalarNode, index: number, { context }: Interpolation): Expression {
  const expression = expressionsIn(node, context.text).filter(({ closed }) => closed)[index];
  return expression ?? { range: node.range, name: "", segments: [], closed: true };
}

function refuse(
  node: ScalarNode,
  match: Match,
  index: number,
  variable: Variable,
  interpolation: Interpolation,
): void {
  const kind = variable.kind === "group" ? "mapping" : "list";
  const rule =
    kind === "mapping"
      ? "only 'cmd', 'foreach' and 'matrix' take mappings"
      : "only 'foreach' and 'matrix' take lists";
  fail(interpolation, {
    code: "dvc/interp-not-primitive",
    message: `'${nameOf(match.path)}' is a ${kind}: ${rule}. Name one value in it.`,
    range: expressionAt(node, index, interpolation).range,
  });
}

function fail(interpolation: Interpolation, finding: { code: string; message: string; range: Range }): void {
  interpolation.failed = true;
  report(interpolation.context, finding);
}

/** A variable as a node that stands where the expression stood. */
function nodeOf(variable: Variable, range: Range): Node {
  return nodeFrom(valueOf(variable), range);
}

/** A value as a node, all of whose parts stand at one place. */
function nodeFrom(value: Value, range: Range): Node {
  if (isMapping(value)) {
    const entries = [...value].map(([key, item]) => ({
      key: scalarFrom(key, range),
      value: nodeFrom(item, range),
    }));
    return { kind: "map", entries, range };
  }
  if (isList(value)) return { kind: "list", items: value.map((item) => nodeFrom(item, range)), range };
  return scalarFrom(value, range);
}

function scalarFrom(value: Scalar, range: Range): ScalarNode {
  return { kind: "scalar", value, style: "plain", range };
}
