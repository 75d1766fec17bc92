import type { Members, Scope, Variable } from "./scope.ts";

/** What was looked for in a scope: some names with what they were, or all of it. */
export type SeenNames = ReadonlyMap<string, Variable | undefined> | "everything";

/** A scope that notes what is looked for in it. */
export interface NotedScope {
  readonly noted: Scope;
  /** What was looked for since this was last asked. */
  readonly seen: () => SeenNames;
}

/** The same scope, with a note of what is looked for in it: one for all stages of a file, which may be thousands. */
export function noteNames(scope: Scope): NotedScope {
  const { members } = scope;
  let names: Map<string, Variable | undefined> | undefined;
  let isWhole = false;
  const all = (): Members => {
    isWhole = true;
    return members;
  };
  const note = (name: string): Variable | undefined => {
    const variable = members.get(name);
    (names ??= new Map()).set(name, variable);
    return variable;
  };
  const noted: Members = {
    get: note,
    has: (name) => note(name) !== undefined,
    get size() {
      return all().size;
    },
    forEach: (visit) => all().forEach(visit),
    entries: () => all().entries(),
    keys: () => all().keys(),
    values: () => all().values(),
    [Symbol.iterator]: () => all()[Symbol.iterator](),
  };
  let last: SeenNames = nothingSeen;
  const seen = (): SeenNames => {
    const found = isWhole ? "everything" : (names ?? nothingSeen);
    // Most stages of a file look for the same names: one note does for all of them.
    if (!isEqual(found, last)) last = found;
    names = undefined;
    isWhole = false;
    return last;
  };
  return { noted: { ...scope, members: noted }, seen };
}

const nothingSeen: ReadonlyMap<string, Variable | undefined> = new Map();

function isEqual(one: SeenNames, other: SeenNames): boolean {
  if (one === other) return true;
  if (one === "everything" || other === "everything" || one.size !== other.size) return false;
  for (const [name, variable] of one) if (!other.has(name) || other.get(name) !== variable) return false;
  return true;
}

/** Whether what was seen of one scope would be seen of another, too. */
export function looksTheSame(seen: SeenNames, before: Scope, now: Scope): boolean {
  if (before === now) return true;
  if (seen === "everything" || before.complete !== now.complete || before.refused !== now.refused)
    return false;
  if (before.reserved !== now.reserved || before.imported.size !== now.imported.size) return false;
  for (const [file, keys] of before.imported) if (now.imported.get(file) !== keys) return false;
  for (const [name, variable] of seen) if (now.members.get(name) !== variable) return false;
  return true;
}
