import { rangeOfEntry } from "./edit/remove-entry.ts";
import type { FileContext } from "./file-context.ts";
import { moveEntries } from "./edit/move-entries.ts";
import { lineEnd, lineStart } from "./yaml/line-bounds.ts";
import type { Entry, MapNode, Node, ScalarNode } from "./node.ts";
import type { Fix, Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";
import { ruleAt } from "./schema.ts";

/** Makes a list of one value that stands on one line. */
export function makeList({ range }: ScalarNode, { text, file }: FileContext): Fix | undefined {
  const written = text.slice(range.start, range.end);
  const isBelow = text.slice(lineStart(text, range.start), range.start).trim() === "";
  if (isBelow) return addDash(range, written, file);
  if (written.includes("\n")) return undefined;
  const indent = /^ */.exec(text.slice(lineStart(text, range.start)))?.[0] ?? "";
  return { title: "Make it a list", changes: [{ file, range, newText: `\n${indent}- ${written}` }] };
}

/** What stands below its key lacks the dash, or the blank behind it. Lines below that have theirs are items then. */
function addDash({ start }: Range, written: string, file: string): Fix | undefined {
  const [first = "", ...others] = written.split("\n");
  if (others.some((line) => !/^\s*- /.test(line))) return addDashes(start, written, file);
  const range = { start, end: start + (first.startsWith("-") ? 1 : 0) };
  return { title: "Make it an item", changes: [{ file, range, newText: "- " }] };
}

/** Lines of which none has a dash: YAML joins them to one text. */
function addDashes(start: number, written: string, file: string): Fix | undefined {
  const lines = [...written.matchAll(/[^\s].*/g)];
  if (/^["'|>]/.test(written) || lines.some(([line]) => line.startsWith("-"))) return undefined;
  const changes = lines.map(({ index }) => {
    const at = start + index;
    return { file, range: { start: at, end: at }, newText: "- " };
  });
  return { title: "Make them items", changes };
}

/** Puts a dash before each entry of a mapping; none where that would take what stands below an entry from it. */
export function makeItems({ entries }: MapNode, { text, file }: FileContext): Fix | undefined {
  const isFine = ({ key, value }: Entry): boolean => {
    const column = key.range.start - lineStart(text, key.range.start);
    const isAlone = text.slice(key.range.start - column, key.range.start).trim() === "";
    const first = value.kind === "map" ? value.entries[0]?.key.range.start : undefined;
    return isAlone && (first === undefined || first - lineStart(text, first) > column + 2);
  };
  if (!entries.every(isFine)) return undefined;
  const changes = entries.map(({ key: { range } }) => ({
    file,
    range: { start: range.start, end: range.start },
    newText: "- ",
  }));
  return { title: entries.length > 1 ? "Make them items" : "Make it an item", changes };
}

/** Writes a flag where a word or number that means one stands. */
export function makeFlag(node: ScalarNode, { file }: FileContext): Fix | undefined {
  const word = pythonText(node.value).toLowerCase();
  const flag = ["true", "yes", "on", "y", "1"].includes(word)
    ? "true"
    : ["false", "no", "off", "n", "0", "none"].includes(word)
      ? "false"
      : undefined;
  if (flag === undefined || node.range.start === node.range.end) return undefined;
  return {
    title: `Change to ${flag}`,
    changes: [{ file, range: node.range, newText: flag }],
    preferred: true,
  };
}

/** Makes text of a value by quotes. */
export function quote(node: ScalarNode, context: FileContext): Fix {
  const written = context.text.slice(node.range.start, node.range.end);
  const newText = `'${written.replaceAll("'", "''")}'`;
  return { title: "Put it in quotes", changes: [{ file: context.file, range: node.range, newText }] };
}

/** Adds a key that is missing, without its value, before the first key of a mapping; none to an empty one. */
export function insertFirst({ entries, range }: MapNode, name: string, { text, file }: FileContext): Fix[] {
  const at = entries[0]?.key.range.start;
  if (at === undefined) return [];
  const indent = " ".repeat(at - lineStart(text, at));
  const isFlow = text[range.start] === "{";
  const value = name !== "do" ? "" : isFlow ? "{cmd: }" : `\n${indent}  cmd: `;
  const newText = isFlow ? `${name}: ${value}, ` : `${name}:${value || " "}\n${indent}`;
  return [{ title: `Add '${name}'`, changes: [{ file, range: { start: at, end: at }, newText }] }];
}

/** Adds a key that is missing below a name that has nothing below it: `train:`. */
export function insertBelow(node: Node, name: Range, key: string, { text, file }: FileContext): Fix[] {
  const { start, end } = node.range;
  const line = text.slice(start, lineEnd(text, start)).trim();
  if (node.kind !== "scalar" || start !== end || (line !== "" && !line.startsWith("#"))) return [];
  const indent = " ".repeat(name.start - lineStart(text, name.start) + 2);
  return [
    { title: `Add '${key}'`, changes: [{ file, range: { start, end }, newText: `\n${indent}${key}: ` }] },
  ];
}

/** Moves everything beside `foreach` into a `do`; undefined where there is nothing beside it. */
export function wrapInDo({ entries }: MapNode, { text, file }: FileContext): Fix | undefined {
  const isOfStage = ({ key }: Entry) => ruleAt(["stages", "", pythonText(key.value)]) !== undefined;
  const others = entries.filter(
    (entry) => isOfStage(entry) && !["foreach", "do", "matrix"].includes(pythonText(entry.key.value)),
  );
  const changes = moveEntries({ file, text, entries: others, key: "do", target: undefined });
  return changes === undefined ? undefined : { title: "Move the keys of the stage into 'do'", changes };
}

/** Takes an entry away, with its line where it has one to itself. */
export function removeEntry(entry: Entry, { text, file }: FileContext): Fix {
  const changes = [{ file, range: rangeOfEntry(text, entry), newText: "" }];
  return { title: `Remove '${pythonText(entry.key.value)}'`, changes };
}

/**
 * Takes an entry away from the mapping that stands behind a name. An item of a list keeps its name alone where nothing is
 * left behind it: DVC refuses `- model:`.
 */
export function removeEntryOf(name: Range, node: MapNode, entry: Entry, context: FileContext): Fix {
  const { text, file } = context;
  const fix = removeEntry(entry, context);
  const lead = text.slice(lineStart(text, name.start), name.start);
  const colon = /^ *:(?:[ \t]*(?=\r?\n))?/.exec(text.slice(name.end, entry.key.range.start))?.[0];
  const isBlock = text[node.range.start] !== "{";
  if (node.entries.length > 1 || !isBlock || colon === undefined || !/^ *- +$/.test(lead)) return fix;
  const change = { file, range: { start: name.end, end: name.end + colon.length }, newText: "" };
  return { ...fix, changes: [change, ...fix.changes] };
}

/** Takes a key away that has nothing behind it; none where the place is no key. */
export function removeEmpty(key: Range, value: Node, { text, file }: FileContext): Fix[] {
  const name = text.slice(key.start, key.end);
  if (name === "" || !/^\s*:/.test(text.slice(key.end, value.range.start + 1))) return [];
  const range = rangeOfEntry(text, { key: { range: key }, value });
  return [{ title: `Remove '${name}'`, changes: [{ file, range, newText: "" }] }];
}
