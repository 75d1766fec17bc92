import type { ListNode, MapNode, Node, ScalarNode } from "../node.ts";
import type { Place } from "../problem.ts";
import type { Mapping, Scalar, Value } from "../value.ts";
import { toValue } from "../to-value.ts";

/** A name that `${}` can use. Mappings of several files merge, so a group need not be one node of one file. */
export type Variable =
  | {
      readonly kind: "group";
      readonly members: Members;
      readonly place: Place;
      readonly node: MapNode | undefined;
    }
  | { readonly kind: "value"; readonly node: ScalarNode | ListNode; readonly place: Place };

/** What can be named next, by name. */
export type Members = ReadonlyMap<string, Variable>;

/** What `${}` sees in one place. */
export interface Scope {
  readonly members: Members;
  /** False when a file that could define more names could not be read. */
  readonly complete: boolean;
  /** True when DVC refuses one of the definitions. */
  readonly refused: boolean;
  /** Files that were loaded already: whole, or only some of their top-level keys. */
  readonly imported: ReadonlyMap<string, "whole" | ReadonlySet<string>>;
  /** `item` and `key` inside a group: stage `vars` may not define them. */
  readonly reserved: ReadonlySet<string>;
}

export const emptyScope: Scope = {
  members: new Map(),
  complete: true,
  refused: false,
  imported: new Map(),
  reserved: new Set(),
};

/** The variable that a node of a file is; keys that are not text cannot be named and are left out, as in DVC. */
export function variableOf(node: Node, place: Place): Variable {
  return node.kind === "map" ? groupOf(node, place) : { kind: "value", node, place };
}

/** Of a large file few groups are ever looked into: the names in each are collected when they are asked for. */
function groupOf(node: MapNode, place: Place): Variable {
  let members: Members | undefined;
  return {
    kind: "group",
    get members() {
      return (members ??= membersOf(node, place.file));
    },
    place,
    node,
  };
}

/**
 * The variables that the keys of a mapping define.
 *
 * @param known those that were made of the same nodes before; new ones are added
 */
export function membersOf(node: MapNode, file: string, known?: WeakMap<Node, Variable>): Members {
  const members = new Map<string, Variable>();
  for (const { key, value } of node.entries) {
    if (typeof key.value !== "string") continue;
    const before = known?.get(value);
    const isSame = before?.place.range === key.range && before.place.file === file;
    const variable = isSame ? before : variableOf(value, { file, range: key.range });
    if (!isSame) known?.set(value, variable);
    members.set(key.value, variable);
  }
  return members;
}

/** What a name leads to, or how far it led. */
export type NameTarget =
  /** `path`: the names, with list items by their place from the start. */
  | { readonly found: Variable; readonly path: readonly string[] }
  | {
      readonly found: undefined;
      /** Index of the segment that failed. */
      readonly at: number;
      readonly why: "unknown" | "through-value" | "index";
      /** The group in which the name was looked for. */
      readonly among: Members;
      /** What the segments before led to. */
      readonly parent: Variable | undefined;
    };

/** Follows a dotted name: keys of groups, whole numbers (negative from the end) in lists. */
export function followName(scope: Scope, names: readonly string[]): NameTarget {
  let members = scope.members;
  let current: Variable | undefined;
  const path: string[] = [];
  const fail = (why: "unknown" | "through-value" | "index"): NameTarget => ({
    found: undefined,
    at: path.length,
    why,
    among: members,
    parent: current,
  });
  for (const name of names) {
    let next: Variable | undefined;
    if (current === undefined || current.kind === "group") {
      members = current === undefined ? members : current.members;
      next = members.get(name);
      if (next === undefined) return fail("unknown");
      path.push(name);
    } else if (current.node.kind === "list") {
      next = itemOf(current.node, name, current.place.file);
      if (next === undefined) return fail("index");
      path.push(String(Number(name) < 0 ? current.node.items.length + Number(name) : Number(name)));
    } else {
      return fail("through-value");
    }
    current = next;
  }
  return current === undefined
    ? { found: undefined, at: 0, why: "unknown", among: members, parent: current }
    : { found: current, path };
}

function itemOf(list: ListNode, name: string, file: string): Variable | undefined {
  if (!/^[-+]?\d+$/.test(name)) return undefined;
  const item = list.items.at(Number(name));
  return item === undefined ? undefined : variableOf(item, { file, range: item.range });
}

/** A variable as a plain value. */
export function valueOf(variable: Variable): Value {
  return variable.kind === "group" ? valuesOf(variable.members) : toValue(variable.node);
}

/**
 * All variables as one mapping.
 *
 * @param known the values of variables that were asked for before; new ones are added
 */
export function valuesOf(members: Members, known?: WeakMap<Variable, Value>): Mapping {
  const values = new Map<Scalar, Value>();
  for (const [name, variable] of members) {
    const value = known?.get(variable) ?? valueOf(variable);
    known?.set(variable, value);
    values.set(name, value);
  }
  return values;
}

/**
 * Adds definitions to those that are there. Groups merge; a name that has a value already, or becomes one where a group
 * was, is a conflict and keeps its first meaning.
 */
export function mergeMembers(
  base: Members,
  added: Members,
  onConflict: (name: string, first: Variable, second: Variable) => void,
  prefix = "",
): Members {
  const merged = new Map(base);
  for (const [name, variable] of added) {
    const first = merged.get(name);
    const dotted = prefix + name;
    if (first === undefined) {
      merged.set(name, variable);
    } else if (first.kind === "group" && variable.kind === "group") {
      const members = mergeMembers(first.members, variable.members, onConflict, `${dotted}.`);
      merged.set(name, { ...first, members });
    } else {
      onConflict(dotted, first, variable);
    }
  }
  return merged;
}
