import { type FileContext, report } from "./file-context.ts";
import type { Entry, MapNode, Node } from "./node.ts";
import type { TextChange } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";
import type { KeyRule, Shape } from "./schema.ts";
import { lineStart } from "./yaml/line-bounds.ts";

type Rules = ReadonlyMap<string, KeyRule>;

/** Whether the next entry is not known: below a key without a value it stands in the wrong column, or without its dash. */
export function isUnknownAfter({ entries }: MapNode, index: number, rules: Rules): boolean {
  const next = entries[index + 1];
  return next !== undefined && !rules.has(pythonText(next.key.value));
}

/** Whether the entry before is a known key without a value. */
export function standsBelowNothing({ entries }: MapNode, index: number, rules: Rules): boolean {
  const before = entries[index - 1];
  return before !== undefined && isAbsent(before.value) && rules.has(pythonText(before.key.value));
}

export function isAbsent(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

/**
 * The entries of a mapping of names. Of a name without a value, and keys in its column that belong below it, both are left
 * out and told once.
 */
export function withoutShallow({ entries }: MapNode, values: Shape, context: FileContext): readonly Entry[] {
  const rules = rulesOf(values);
  const first = entries.findIndex(
    ({ value }, index) => isAbsent(value) && isKeyOf(entries[index + 1], rules),
  );
  const name = entries[first];
  if (name === undefined || rules === undefined) return entries;
  let end = first + 1;
  while (isKeyOf(entries[end], rules)) end += 1;
  reportShallow(name, entries.slice(first + 1, end), context);
  return [...entries.slice(0, first), ...entries.slice(end)];
}

function rulesOf(shape: Shape): Rules | undefined {
  if (shape.kind === "oneOf") return shape.shapes.map(rulesOf).find((rules) => rules !== undefined);
  return shape.kind === "record" ? shape.rules : undefined;
}

function isKeyOf(entry: Entry | undefined, rules: Rules | undefined): boolean {
  return (
    entry !== undefined && entry.value.kind !== "map" && rules?.has(pythonText(entry.key.value)) === true
  );
}

function reportShallow(name: Entry, keys: readonly Entry[], context: FileContext): void {
  const { text, file } = context;
  const [first] = keys;
  if (first === undefined) return;
  const starts = keys.map(({ key }) => lineStart(text, key.range.start));
  const isAlone = keys.every(
    ({ key: { range } }, index) => !/\S/.test(text.slice(starts[index], range.start)),
  );
  const changes = starts.map((start): TextChange => ({ file, range: { start, end: start }, newText: "  " }));
  report(context, {
    code: "yaml/bad-indent",
    message: `'${pythonText(first.key.value)}' is indented like '${pythonText(name.key.value)}' that it belongs to: indent it deeper.`,
    range: first.key.range,
    fixes: isAlone ? [{ title: "Indent it by 2 more", changes }] : [],
  });
}
