import { matchExpressions, expressionsIn } from "./expression.ts";
import { type FileContext, report } from "../file-context.ts";
import { findUnholdable, type Unholdable } from "./find-unholdable.ts";
import type { MapNode, Node } from "../node.ts";
import type { Place, Range } from "../problem.ts";
import { readValues } from "../formats/read-values.ts";
import { resolvePath } from "../repository-path.ts";
import { emptyScope, membersOf, mergeMembers, type Scope, type Variable } from "./scope.ts";

/** One step of loading variables: the scope so far, and what the next definitions are called and stand in. */
interface Import {
  readonly scope: Scope;
  readonly context: FileContext;
  /** Where dvc.yaml asks for it; undefined of the params.yaml that is always read. */
  readonly range: Range | undefined;
}

/**
 * What `${}` sees in a whole dvc.yaml: params.yaml beside it, if there is one, and then each item of `vars`, merged. A
 * name is defined once: DVC refuses a second value, even the same one.
 */
export function loadScope(vars: Node | undefined, context: FileContext): Scope {
  const defaults = resolvePath(context.folder, "params.yaml");
  let scope = emptyScope;
  if (context.read(defaults) !== undefined) {
    scope = importFile(defaults, [], { scope, context, range: undefined });
  }
  return extendScope(scope, vars, context.folder, context);
}

/** A scope with the items of a `vars` list added; files are relative to `folder`. */
export function extendScope(
  base: Scope,
  vars: Node | undefined,
  folder: string,
  context: FileContext,
): Scope {
  if (vars?.kind !== "list") return base;
  if (refuseExpressions(vars, context)) return { ...base, refused: true };
  let scope = base;
  for (const item of vars.items) {
    if (item.kind === "map") {
      scope = addMembers(item, context.file, { scope, context, range: undefined });
    } else if (item.kind === "scalar" && typeof item.value === "string") {
      const [path = "", ...rest] = item.value.split(":");
      const keys = rest.join(":").split(",").filter(Boolean);
      scope = importFile(resolvePath(folder, path), keys, { scope, context, range: item.range });
    }
  }
  return scope;
}

/** Reports `${}` where it is not allowed; true when there was one. */
function refuseExpressions(node: Node, context: FileContext): boolean {
  if (node.kind === "scalar") {
    if (typeof node.value !== "string" || matchExpressions(node.value).length === 0) return false;
    const [expression] = expressionsIn(node, context.text).filter(({ closed }) => closed);
    const range = expression?.range ?? node.range;
    report(context, { code: "dvc/interp-not-allowed", message: "'${}' is not allowed in 'vars'.", range });
    return true;
  }
  const children: readonly Node[] =
    node.kind === "list" ? node.items : node.entries.flatMap(({ key, value }) => [key, value]);
  return children.map((child) => refuseExpressions(child, context)).includes(true);
}

function importFile(path: string, keys: readonly string[], wanted: Import): Scope {
  const { scope, context, range } = wanted;
  const earlier = scope.imported.get(path);
  if (earlier === "whole" && keys.length === 0) return scope;
  if (
    earlier !== undefined &&
    (earlier === "whole" || keys.length === 0 || keys.some((key) => earlier.has(key)))
  ) {
    const extent = earlier === "whole" ? "whole" : "in part";
    const message = `'${path}' is loaded ${extent} already: load it once, or other keys of it.`;
    if (range !== undefined) report(context, { code: "dvc/vars-partial-conflict", message, range });
    return { ...scope, refused: true };
  }
  const imported = new Map(scope.imported).set(
    path,
    keys.length === 0 ? "whole" : new Set([...(earlier ?? []), ...keys]),
  );
  const { root, complete } = readMapping(path, wanted);
  const refused = scope.refused || !complete;
  const chosen = keys.length === 0 ? root : choose(root, keys, path, wanted);
  return addMembers(chosen, path, {
    ...wanted,
    scope: { ...scope, imported, complete: scope.complete && complete, refused },
  });
}

/** The mapping in a file. Of a file with mistakes it is what could be read, and then not `complete`. */
function readMapping(path: string, wanted: Import): { readonly root: MapNode; readonly complete: boolean } {
  const { context } = wanted;
  const empty: MapNode = { kind: "map", entries: [], range: { start: 0, end: 0 } };
  const read = readOnce(path, context);
  if (read === undefined) {
    reportFile(`'${path}' does not exist.`, "dvc/vars-file-missing", path, wanted);
    return { root: empty, complete: false };
  }
  context.problems.push(...read.problems.filter((problem) => !context.problems.includes(problem)));
  const complete = read.values !== undefined;
  const root = read.document.root;
  if (root === undefined || (root.kind === "scalar" && !root.value)) return { root: empty, complete };
  if (root.kind === "map") return { root, complete };
  reportFile(`'${path}' must hold a mapping to be used in '\${}'.`, "dvc/vars-not-mapping", path, wanted);
  return { root: empty, complete: false };
}

function readOnce(path: string, context: FileContext): ReturnType<typeof readValues> | undefined {
  if (!context.values.has(path)) {
    const text = context.read(path);
    context.values.set(path, text === undefined ? undefined : readValues(path, text));
  }
  return context.values.get(path);
}

function choose(root: MapNode, keys: readonly string[], path: string, wanted: Import): MapNode {
  const missing = keys.filter((name) => !root.entries.some(({ key }) => key.value === name));
  for (const name of missing)
    reportFile(`'${path}' has no key '${name}'.`, "dvc/vars-missing-key", path, wanted);
  return {
    ...root,
    entries: root.entries.filter(({ key }) => typeof key.value === "string" && keys.includes(key.value)),
  };
}

function addMembers(node: MapNode, file: string, wanted: Import): Scope {
  const { scope, context, range } = wanted;
  const unholdable = findUnholdable(node);
  if (unholdable !== undefined) reportUnholdable(unholdable, file, context);
  const added = membersOf(node, file);
  const reserved = [...added].find(([name]) => scope.reserved.has(name));
  if (reserved !== undefined) {
    const message = `'${reserved[0]}' is the item of this group: 'vars' cannot define it.`;
    report(context, { code: "dvc/vars-reserved", message, range: range ?? reserved[1].place.range });
    return { ...scope, refused: true };
  }
  let refused = scope.refused || unholdable !== undefined;
  const members = mergeMembers(scope.members, added, (name, first, second) => {
    refused = true;
    reportRedefined(name, first.place, second, wanted);
  });
  return { ...scope, members, refused };
}

function reportRedefined(name: string, first: Place, second: Variable, { context, range }: Import): void {
  const inline = second.place.file === context.file;
  report(context, {
    code: "dvc/vars-redefined",
    message: `'${name}' is defined in '${first.file}' already: remove one of the two, DVC merges mappings only.`,
    range: inline ? second.place.range : (range ?? second.place.range),
    related: [{ ...first, message: `'${name}' is first defined here.` }],
  });
}

function reportUnholdable({ what, range }: Unholdable, file: string, { problems }: FileContext): void {
  const [code, wayOut] =
    what === "date" ? ["dvc/vars-date", "put it in quotes"] : ["dvc/vars-tuple", "write a list"];
  const message = `DVC cannot hold a ${what} as a variable: ${wayOut}.`;
  problems.push({ code, severity: "error", message, file, range });
}

/** A problem with a file that `vars` names stands where it is named; of params.yaml, in the file itself. */
function reportFile(message: string, code: string, path: string, { context, range }: Import): void {
  if (range !== undefined) report(context, { code, message, range });
  else context.problems.push({ code, severity: "error", message, file: path, range: { start: 0, end: 0 } });
}
