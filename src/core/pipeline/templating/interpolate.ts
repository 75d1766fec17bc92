import { commandFlags } from "./command-flags.ts";
import { type Expression, expressionsIn, type Match, matchExpressions, nameOf } from "./expression.ts";
import { type FileContext, report } from "../file-context.ts";
import type { VariableUse } from "../model.ts";
import type { Entry, Node, ScalarNode } from "../node.ts";
import { plainScalar } from "../yaml/plain-scalar.ts";
import type { Finding, Fix, Range } from "../problem.ts";
import { pythonRepr } from "../python/python-repr.ts";
import { pythonText } from "../python/python-text.ts";
import { followName, type Scope, type Variable, valueOf } from "./scope.ts";
import { reportUnclosed } from "./unclosed-expression.ts";
import { reportUnknown } from "./unknown-variable.ts";
import { isList, isMapping, type Scalar, type Value } from "../value.ts";

/**
 * What takes lists and mappings: `items` (the data of foreach and matrix) and `section` (the lists of the top level) take
 * both, `cmd` expands mappings into options, `other` fields take neither.
 */
export type Field = "cmd" | "items" | "section" | "other";

/** Replaces the expressions of one stage or section; `failed` becomes true when one of them could not be. */
export interface Interpolation {
  readonly context: FileContext;
  readonly scope: Scope;
  failed: boolean;
  /** Collects what is taken from files, each once. */
  readonly uses?: VariableUse[];
}

/** The `index`th expression in the text of a scalar that belongs to a field. */
interface Occurrence {
  readonly node: ScalarNode;
  readonly match: Match;
  readonly index: number;
  readonly field: Field;
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
    const items = mapped(node.items, (item) => interpolate(item, field, interpolation));
    return items === node.items ? node : { ...node, items };
  }
  const entries = mapped(node.entries, (entry) => interpolateEntry(entry, field, interpolation));
  return entries === node.entries ? node : { ...node, entries };
}

/** What `change` makes of the items; the same list where it leaves all of them as they are, as it does nearly always. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let result: T[] | undefined;
  let index = 0;
  for (const item of items) {
    const changed = change(item);
    if (changed !== item) result ??= items.slice(0, index);
    result?.push(changed);
    index += 1;
  }
  return result ?? items;
}

function interpolateEntry(entry: Entry, field: Field, interpolation: Interpolation): Entry {
  if (field === "items" && isExpression(entry.key)) refuseKey(entry.key, interpolation);
  const key = interpolateScalar(entry.key, "other", interpolation);
  const value = interpolate(entry.value, field, interpolation);
  if (key.kind !== "scalar" || (key === entry.key && value === entry.value)) return entry;
  return { key, value };
}

/** True of text that is one expression and nothing else. */
export function isExpression({ value }: ScalarNode): boolean {
  if (typeof value !== "string") return false;
  if (!value.startsWith("${")) return false;
  const [first] = matchExpressions(value);
  return first !== undefined && isWhole(first, value);
}

function isWhole({ start, end }: Match, text: string): boolean {
  return start === 0 && end === text.length;
}

/** DVC breaks down on such a key of foreach or matrix, though not where there is text around the expression. */
function refuseKey({ range }: ScalarNode, interpolation: Interpolation): void {
  const message =
    "An expression alone cannot be a key of 'foreach' or 'matrix': write its value, or text around it.";
  fail(interpolation, { code: "dvc/interp-not-allowed", message, range });
}

function interpolateScalar(node: ScalarNode, field: Field, interpolation: Interpolation): Node {
  if (typeof node.value !== "string" || !node.value.includes("${")) return node;
  const text = node.value;
  const found = matchExpressions(text).map((match, index): Occurrence => ({ node, match, index, field }));
  const [first] = found;
  if (first !== undefined && isWhole(first.match, text)) return wholeValue(first, interpolation);
  reportUnclosed(node, found.length, interpolation.context);
  let result = "";
  let position = 0;
  for (const occurrence of found) {
    const { start, end } = occurrence.match;
    result += text.slice(position, start) + (textOf(occurrence, interpolation) ?? text.slice(start, end));
    position = end;
  }
  result += text.slice(position);
  return { ...node, value: result.replaceAll("\\${", "${") };
}

function wholeValue(occurrence: Occurrence, interpolation: Interpolation): Node {
  const { node, field } = occurrence;
  const variable = find(occurrence, interpolation);
  if (variable === undefined) return node;
  const isScalar = variable.kind === "value" && variable.node.kind === "scalar";
  const isOption = field === "cmd" && variable.kind === "group";
  if (isScalar || isOption || takesAll(field)) {
    const result = nodeFrom(valueOf(variable), node.range);
    if (field === "items") noteOrigins(result, variable, occurrence, interpolation.context);
    return result;
  }
  refuse(occurrence, variable, interpolation);
  return node;
}

function takesAll(field: Field): boolean {
  return field === "items" || field === "section";
}

/** The text that takes the place of an expression inside longer text. */
function textOf(occurrence: Occurrence, interpolation: Interpolation): string | undefined {
  const { field, match } = occurrence;
  const variable = find(occurrence, interpolation);
  if (variable === undefined) return undefined;
  if (variable.kind === "value" && variable.node.kind === "scalar") {
    return interpolatedText(variable.node.value);
  }
  if (variable.kind === "value" && takesAll(field)) return pythonRepr(valueOf(variable));
  if (variable.kind === "value" || field === "other") {
    refuse(occurrence, variable, interpolation);
    return undefined;
  }
  const flags = commandFlags(variable, field === "cmd" ? (interpolation.context.parsing ?? {}) : {});
  if ("text" in flags) return flags.text;
  fail(interpolation, {
    code: "dvc/interp-nested-iterable",
    message: `'${nameOf(match.path)}' cannot be written as options: '${flags.nested}' holds a list or mapping.`,
    range: expressionAt(occurrence, interpolation).range,
  });
  return undefined;
}

/** The text of a value inside longer text, and of an item inside a stage's name: Python's, but `true` and `false`. */
export function interpolatedText(value: Scalar): string {
  return typeof value === "boolean" ? String(value) : pythonText(value);
}

function find(occurrence: Occurrence, interpolation: Interpolation): Variable | undefined {
  const { context, scope } = interpolation;
  const { path } = occurrence.match;
  if (path.error !== undefined) {
    const { error, range } = expressionAt(occurrence, interpolation);
    const message = error?.message ?? path.error.message;
    fail(interpolation, { code: "dvc/interp-syntax", message, range: widen(error?.range, range) });
    return undefined;
  }
  const target = followName(
    scope,
    path.segments.map(({ name }) => name),
  );
  if (target.found !== undefined) {
    noteUse(target.found, target.path, interpolation);
    return target.found;
  }
  interpolation.failed = true;
  reportUnknown(expressionAt(occurrence, interpolation), target, scope, context);
  return undefined;
}

/** DVC does not note mappings, which only `cmd` takes whole. */
function noteUse(variable: Variable, path: readonly string[], { context, uses }: Interpolation): void {
  if (uses === undefined || variable.kind === "group") return;
  const { file } = variable.place;
  const origin = context.origins.get(variable.node) ?? (file === context.file ? undefined : { file, path });
  if (origin === undefined) return;
  const name = origin.path.join(".");
  if (uses.some((use) => use.name === name && use.file === origin.file)) return;
  uses.push({ file: origin.file, name, value: valueOf(variable) });
}

/** An empty range, such as the end of `${a.}`, would show nothing: the whole expression stands for it. */
function widen(range: Range | undefined, whole: Range): Range {
  return range === undefined || range.start === range.end ? whole : range;
}

/** The expression as it stands in the file. */
function expressionAt({ node, index }: Occurrence, { context }: Interpolation): Expression {
  const expression = expressionsIn(node, context.text).filter(({ closed }) => closed)[index];
  return expression ?? { range: node.range, name: "", segments: [], closed: true };
}

function refuse(occurrence: Occurrence, variable: Variable, interpolation: Interpolation): void {
  const kind = variable.kind === "group" ? "mapping" : "list";
  const rule =
    kind === "mapping"
      ? "only 'cmd', 'foreach' and 'matrix' take mappings"
      : "only 'foreach' and 'matrix' take lists";
  const name = nameOf(occurrence.match.path);
  const { range } = expressionAt(occurrence, interpolation);
  const { file } = interpolation.context;
  const fixes = leavesOf(variable).map((leaf): Fix => {
    const newText = `\${${name}.${leaf}}`;
    return { title: `Change to '${newText}'`, changes: [{ file, range, newText }] };
  });
  fail(interpolation, {
    code: "dvc/interp-not-primitive",
    message: `'${name}' is a ${kind}: ${rule}. Name one value in it.`,
    range,
    fixes: range.start < range.end ? fixes : [],
  });
}

/** A menu with more names than this is no help. */
const mostLeaves = 5;

/** Names of single values directly in a mapping. */
function leavesOf(variable: Variable): string[] {
  if (variable.kind !== "group") return [];
  const leaves = [...variable.members].filter(
    ([, one]) => one.kind === "value" && one.node.kind === "scalar",
  );
  return leaves.map(([name]) => name).slice(0, mostLeaves);
}

function fail(interpolation: Interpolation, finding: Finding): void {
  interpolation.failed = true;
  report(interpolation.context, finding);
}

/** Remembers of the items of a group which file they come from, and under which names. */
function noteOrigins(items: Node, variable: Variable, { match }: Occurrence, context: FileContext): void {
  const { file } = variable.place;
  if (file === context.file) return;
  const note = (node: Node, path: readonly string[]): void => {
    context.origins.set(node, { file, path });
    if (node.kind === "list")
      for (const [index, item] of node.items.entries()) note(item, [...path, String(index)]);
    if (node.kind === "map")
      for (const { key, value } of node.entries) note(value, [...path, pythonText(key.value)]);
  };
  note(
    items,
    match.path.segments.map(({ name }) => name),
  );
}

/** A value as a node, all of whose parts stand at one place. */
function nodeFrom(value: Value, range: Range): Node {
  if (isMapping(value)) {
    const entries = [...value].map(([key, item]) => ({
      key: plainScalar(key, range),
      value: nodeFrom(item, range),
    }));
    return { kind: "map", entries, range };
  }
  if (isList(value)) return { kind: "list", items: value.map((item) => nodeFrom(item, range)), range };
  return plainScalar(value, range);
}
