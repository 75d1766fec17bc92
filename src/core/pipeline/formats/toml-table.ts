import type { Entry, Node, ScalarNode } from "../node.ts";
import type { Range } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { fail, match, take, type TextReading } from "./text-reading.ts";
import { scalarSince, skipBlanks } from "./toml-reading.ts";
import { readText } from "./toml-text.ts";

/** A table that later lines of the file may still add to. */
export interface OpenTable {
  readonly node: { readonly kind: "map"; readonly entries: Entry[]; readonly range: Mutable<Range> };
  /** What a key stands for when it can be entered: a table, or the list of `[[tables]]` whose last one is meant. */
  readonly members: Map<string, OpenTable | OpenTable[] | "closed">;
  /** How it came to be, which says who may still add to it. */
  made: "header" | "on-the-way" | "dotted" | "inline";
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function openTable(made: OpenTable["made"], start: number): OpenTable {
  return { node: { kind: "map", entries: [], range: { start, end: start } }, members: new Map(), made };
}

/** Reads `a."b".c` and the `=` after it. */
export function readKey(reading: TextReading): readonly ScalarNode[] | undefined {
  const path = readName(reading);
  if (path === undefined) return undefined;
  if (!take(reading, "=")) return fail(reading, "A '=' is expected after a key.");
  skipBlanks(reading);
  return path;
}

/** Reads a dotted name and the blanks after it. */
export function readName(reading: TextReading): readonly ScalarNode[] | undefined {
  const path: ScalarNode[] = [];
  do {
    skipBlanks(reading);
    const segment = readSegment(reading);
    if (segment === undefined) return undefined;
    path.push(segment);
    skipBlanks(reading);
  } while (take(reading, "."));
  return path;
}

function readSegment(reading: TextReading): ScalarNode | undefined {
  const start = reading.position;
  const bare = match(reading, /[\w-]+/y);
  if (bare !== undefined) return scalarSince(reading, start, bare);
  if (/["']/.test(reading.text.charAt(start))) return readText(reading, true);
  return fail(reading, "A key is expected here: letters, digits, '_' and '-', or text in quotes.");
}

/** Adds `a.b = value` to a table, with the tables on the way. False, with a problem, where TOML allows none. */
export function addKeyValue(
  reading: TextReading,
  table: OpenTable,
  path: readonly ScalarNode[],
  value: Node,
): boolean {
  let current = table;
  for (const segment of path.slice(0, -1)) {
    const known = current.members.get(pythonText(segment.value));
    if (known === undefined) {
      current = addTable(current, segment, "dotted");
    } else if (known !== "closed" && !Array.isArray(known) && known.made === "dotted") {
      current = known;
    } else {
      return refuse(reading, segment);
    }
  }
  const last = path.at(-1);
  if (last === undefined || current.members.has(pythonText(last.value))) return refuse(reading, last);
  current.members.set(pythonText(last.value), "closed");
  current.node.entries.push({ key: last, value });
  current.node.range.end = value.range.end;
  return true;
}

/** The table that a `[header]` opens, or undefined with a problem where it is there already. */
export function enterTable(
  reading: TextReading,
  root: OpenTable,
  path: readonly ScalarNode[],
): OpenTable | undefined {
  const [parent, last] = walkTo(reading, root, path);
  if (parent === undefined || last === undefined) return undefined;
  const known = parent.members.get(pythonText(last.value));
  if (known === undefined) return addTable(parent, last, "header");
  if (known === "closed" || Array.isArray(known) || known.made !== "on-the-way") {
    refuse(reading, last);
    return undefined;
  }
  known.made = "header";
  return known;
}

/** The new last table of the list that a `[[header]]` names. */
export function appendTable(
  reading: TextReading,
  root: OpenTable,
  path: readonly ScalarNode[],
): OpenTable | undefined {
  const [parent, last] = walkTo(reading, root, path);
  if (parent === undefined || last === undefined) return undefined;
  const name = pythonText(last.value);
  const known = parent.members.get(name);
  const table = openTable("header", last.range.start);
  if (known === undefined) {
    parent.members.set(name, [table]);
    parent.node.entries.push({ key: last, value: { kind: "list", items: [table.node], range: last.range } });
    return table;
  }
  if (!Array.isArray(known)) {
    refuse(reading, last);
    return undefined;
  }
  known.push(table);
  const entry = parent.node.entries.findIndex(({ key }) => key.value === name);
  const items = known.map(({ node }) => node);
  parent.node.entries.splice(entry, 1, { key: last, value: { kind: "list", items, range: last.range } });
  return table;
}

/** The table that a header's last name stands in, and that name. */
function walkTo(
  reading: TextReading,
  root: OpenTable,
  path: readonly ScalarNode[],
): readonly [OpenTable | undefined, ScalarNode | undefined] {
  let current: OpenTable | undefined = root;
  for (const segment of path.slice(0, -1)) {
    const known: OpenTable | OpenTable[] | "closed" | undefined = current.members.get(
      pythonText(segment.value),
    );
    if (known === undefined) {
      current = addTable(current, segment, "on-the-way");
      continue;
    }
    const next: OpenTable | undefined =
      known === "closed" ? undefined : Array.isArray(known) ? known.at(-1) : known;
    if (next === undefined) {
      refuse(reading, segment);
      return [undefined, undefined];
    }
    current = next;
  }
  return [current, path.at(-1)];
}

function addTable(parent: OpenTable, key: ScalarNode, made: OpenTable["made"]): OpenTable {
  const table = openTable(made, key.range.start);
  parent.members.set(pythonText(key.value), table);
  parent.node.entries.push({ key, value: table.node });
  return table;
}

function refuse(reading: TextReading, key: ScalarNode | undefined): false {
  fail(reading, `'${pythonText(key?.value ?? null)}' is defined already.`, key?.range);
  return false;
}
