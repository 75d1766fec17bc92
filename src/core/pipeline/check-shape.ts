import { type FileContext, report } from "./file-context.ts";
import { isAbsent, isUnknownAfter, standsBelowNothing, withoutShallow } from "./lost-entries.ts";
import { childOf } from "./map-entries.ts";
import type { Entry, MapNode, Node, ScalarNode } from "./node.ts";
import type { Fix, Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";
import { type Shape, stagesShape } from "./schema.ts";
import {
  insertBelow,
  insertFirst,
  makeFlag,
  makeItems,
  makeList,
  quote,
  removeEmpty,
  removeEntryOf,
  wrapInDo,
} from "./shape-fixes.ts";
import { reportUnknownKey } from "./unknown-key.ts";
import { isExpression } from "./templating/interpolate.ts";
import type { Scalar } from "./value.ts";

/** What a shape belongs to, for messages: `'deps' of stage 'train'`, or the file itself. */
interface Subject {
  readonly words: string;
  /** The key that names it: where its missing parts are reported. */
  readonly range: Range;
}

/**
 * Checks a dvc.yaml against its shape as DVC does: on the text as written, before `${}` is replaced. In a file that is
 * not yet YAML nothing is called missing, because the half-typed line may be what is missed.
 */
export function checkShape(root: Node, shape: Shape, context: FileContext): void {
  const isComplete = !context.problems.some((problem) => problem.file === context.file);
  const subject = { words: "this file", range: { start: root.range.start, end: root.range.start } };
  check(root, shape, subject, { context, isComplete });
}

/** The same for one entry of `stages`; `isComplete` says that there is nothing in it that is not yet YAML. */
export function checkStageShape(entry: Entry, isComplete: boolean, context: FileContext): void {
  const section: MapNode = { kind: "map", entries: [entry], range: entry.key.range };
  check(
    section,
    stagesShape,
    { words: "'stages' of this file", range: entry.key.range },
    { context, isComplete },
  );
}

interface Checking {
  readonly context: FileContext;
  readonly isComplete: boolean;
}

function check(node: Node, shape: Shape, subject: Subject, checking: Checking): void {
  if (shape.kind === "oneOf") {
    const fitting = shape.shapes.find((candidate) => fits(node, candidate));
    if (fitting === undefined) reportWrongKind(node, shape, subject, checking);
    else check(node, fitting, subject, checking);
    return;
  }
  if (shape.kind === "either") {
    const isSecond =
      node.kind === "map" && node.entries.some(({ key }) => shape.when.includes(pythonText(key.value)));
    check(node, isSecond ? shape.special : shape.usual, subject, checking);
    return;
  }
  if (!fits(node, shape)) {
    reportWrongKind(node, shape, subject, checking);
  } else if (shape.kind === "list" && node.kind === "list") {
    for (const item of node.items) {
      if (isSimple(item, shape.items)) continue;
      check(item, shape.items, { words: `An item of ${subject.words}`, range: item.range }, checking);
    }
  } else if (shape.kind === "named" && node.kind === "map") {
    for (const { key, value } of withoutShallow(node, shape.values, checking.context)) {
      if (checkNameIsText(key, shape.what, checking)) {
        check(
          value,
          shape.values,
          { words: `${shape.what} '${pythonText(key.value)}'`, range: key.range },
          checking,
        );
      }
    }
  } else if (shape.kind === "record" && node.kind === "map") {
    checkRecord(node, shape, subject, checking);
  }
}

/** Whether a value fits and has no parts to check: nearly all do, and need nothing that only mistakes are told with. */
function isSimple(node: Node, shape: Shape): boolean {
  return shape.kind === "anything" || (node.kind === "scalar" && fits(node, shape));
}

function fits(node: Node, shape: Shape): boolean {
  switch (shape.kind) {
    case "anything":
      return true;
    case "text":
      return node.kind === "scalar" && typeof node.value === "string";
    case "flag":
      return node.kind === "scalar" && typeof node.value === "boolean";
    case "nothing":
      return node.kind === "scalar" && node.value === null;
    case "list":
      return node.kind === "list";
    case "mapping":
    case "named":
    case "record":
    case "either":
      return node.kind === "map";
    case "oneOf":
      return shape.shapes.some((candidate) => fits(node, candidate));
  }
}

/** A mapping whose keys DVC defines. */
interface CheckedRecord {
  readonly node: MapNode;
  readonly required: readonly string[];
  readonly subject: Subject;
}

/** A mapping with more of them is something else altogether, of which the first ones tell enough. */
const mostUnknownKeys = 200;

function checkRecord(
  node: MapNode,
  { rules, required }: Extract<Shape, { kind: "record" }>,
  subject: Subject,
  checking: Checking,
): void {
  // Most records are sound, so that what only mistakes need is made for them alone.
  let present: ReadonlySet<Scalar> | undefined;
  let meant: Set<string> | undefined;
  let unknown = 0;
  let isOneOfLost = false;
  let index = -1;
  for (const entry of node.entries) {
    index += 1;
    const name = pythonText(entry.key.value);
    const rule = typeof entry.key.value === "string" ? rules.get(name) : undefined;
    if (rule === undefined) {
      unknown += 1;
      // All that follows below a key without a value stands in the wrong column for one reason.
      if (unknown > mostUnknownKeys || isOneOfLost) continue;
      isOneOfLost = standsBelowNothing(node, index, rules);
      present ??= new Set(node.entries.map(({ key }) => key.value));
      const near = reportUnknownKey({ node, rules, present, entry, subject }, checking.context);
      if (near !== undefined) (meant ??= new Set()).add(near);
      // Without its name, the key may be any of those that seem to be missing.
      if (name === "" || entry.key.value === null) meant = new Set([...(meant ?? []), ...rules.keys()]);
      continue;
    }
    isOneOfLost = false;
    if (rule.deprecated) reportDeprecated(entry, node, subject, checking);
    if (isSimple(entry.value, rule.shape)) continue;
    if (isAbsent(entry.value) && isUnknownAfter(node, index, rules)) continue;
    check(
      entry.value,
      rule.shape,
      { words: `'${name}' of ${subject.words}`, range: entry.key.range },
      checking,
    );
  }
  // One mistake is told once: a key that was misspelt is not missing as well.
  if (checking.isComplete) reportMissing({ node, required, subject }, meant, checking);
}

function checkNameIsText(key: ScalarNode, what: string, { context }: Checking): boolean {
  if (typeof key.value === "string") return true;
  const written = context.text.slice(key.range.start, key.range.end);
  report(context, {
    code: "dvc/expected-string",
    message: `The name of this ${what} must be text: put '${written}' in quotes.`,
    range: key.range,
    fixes: [quote(key, context)],
  });
  return false;
}

function reportDeprecated(entry: Entry, node: MapNode, subject: Subject, { context }: Checking): void {
  const message = `'${pythonText(entry.key.value)}' no longer has any effect: remove it.`;
  const fixes = [removeEntryOf(subject.range, node, entry, context)];
  report(context, {
    code: "dvc/deprecated-key",
    message,
    range: entry.key.range,
    severity: "warning",
    fixes,
  });
}

function reportMissing(
  { node, required, subject }: CheckedRecord,
  meant: ReadonlySet<string> | undefined,
  { context }: Checking,
): void {
  for (const name of required) {
    if (meant?.has(name) === true || childOf(node, name) !== undefined) continue;
    const wrap = name === "do" ? wrapInDo(node, context) : undefined;
    const fixes: Fix[] = wrap === undefined ? insertFirst(node, name, context) : [wrap];
    report(context, {
      code: missingCode(name),
      message: `${upperFirst(subject.words)} has no '${name}'.`,
      range: subject.range,
      fixes,
    });
  }
}

function missingCode(name: string): string {
  if (name === "do") return "dvc/foreach-without-do";
  return name === "foreach" ? "dvc/do-without-foreach" : `dvc/missing-${name}`;
}

function reportWrongKind(
  node: Node,
  shape: Shape,
  subject: Subject,
  { context, isComplete }: Checking,
): void {
  const isEmpty = isAbsent(node);
  if (isEmpty && !isComplete) return;
  const words = upperFirst(subject.words);
  const range = isEmpty ? subject.range : node.range;
  const record = shape.kind === "either" ? shape.usual : shape;
  const required =
    record.kind === "record" ? Object.entries(record.keys).find(([, rule]) => rule.required)?.[0] : undefined;
  if (isEmpty && required !== undefined) {
    report(context, {
      code: missingCode(required),
      message: `${words} has no '${required}'.`,
      range,
      fixes: insertBelow(node, subject.range, required, context),
    });
  } else if (isEmpty) {
    const message = `${words} is empty: it must be ${expectation(shape)}, or be removed.`;
    report(context, {
      code: "dvc/empty-section",
      message,
      range,
      fixes: removeEmpty(subject.range, node, context),
    });
  } else {
    const isTyped = node.kind === "scalar" && shape.kind === "flag" && isExpression(node);
    report(context, {
      code: isTyped ? "dvc/interp-typed-field" : `dvc/expected-${wantedKind(shape)}`,
      message: isTyped
        ? `${words} cannot come from '\${}': write true or false.`
        : `${words} must be ${expectation(shape)}.`,
      range,
      fixes: conversions(node, shape, context),
    });
  }
}

function wantedKind(shape: Shape): string {
  const first = shape.kind === "oneOf" ? (shape.shapes[0] ?? shape) : shape;
  if (first.kind === "text") return "string";
  if (first.kind === "flag") return "bool";
  return first.kind === "list" ? "list" : "map";
}

function expectation(shape: Shape): string {
  if (shape.kind === "oneOf") return [...new Set(shape.shapes.map(expectation))].join(" or ");
  if (shape.kind === "text") return "text";
  if (shape.kind === "flag") return "true or false, written literally";
  if (shape.kind === "nothing") return "nothing";
  return shape.kind === "list" ? "a list" : "a mapping";
}

function conversions(node: Node, shape: Shape, context: FileContext): Fix[] {
  const wanted = wantedKind(shape);
  if (node.kind === "map" && wanted === "list") return asList(makeItems(node, context));
  if (node.kind !== "scalar") return [];
  if (wanted === "string") return [quote(node, context)];
  const fix =
    wanted === "list" ? makeList(node, context) : wanted === "bool" ? makeFlag(node, context) : undefined;
  return asList(fix);
}

function asList(fix: Fix | undefined): Fix[] {
  return fix === undefined ? [] : [fix];
}

function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
