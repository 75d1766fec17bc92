import { closest } from "../did-you-mean.ts";
import { removeListItem } from "../edit/remove-list-item.ts";
import { type Expression, expressionsIn, matchExpressions } from "./expression.ts";
import { type FileContext, report } from "../file-context.ts";
import { findUnholdable, reportUnholdable, type Unholdable } from "./find-unholdable.ts";
import type { ListNode, MapNode, Node, ScalarNode } from "../node.ts";
import type { Fix, Place, Range } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { removeEntry } from "../shape-fixes.ts";
import { flowText } from "../yaml/flow-text.ts";
import { readValues } from "../formats/read-values.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import { emptyScope, followName, membersOf, mergeMembers, type Scope, type Variable } from "./scope.ts";

/** One step of loading variables: the scope so far, and what the next definitions are called and stand in. */
interface Import {
  readonly scope: Scope;
  readonly context: FileContext;
  /** Where dvc.yaml asks for it; undefined of the params.yaml that is always read. */
  readonly range: Range | undefined;
  /** The `vars` list, for fixes that take something off it. */
  readonly list?: ListNode;
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
  if (vars?.kind !== "list") return isEmpty(vars) ? base : { ...base, complete: false };
  if (refuseExpressions(vars, base, context)) return { ...base, refused: true };
  let scope = base;
  for (const item of vars.items) {
    if (item.kind === "map") {
      scope = addMembers(item, context.file, { scope, context, range: undefined, list: vars });
    } else if (item.kind === "scalar" && typeof item.value === "string") {
      const [path = "", ...rest] = item.value.split(":");
      const keys = rest.join(":").split(",").filter(Boolean);
      scope = importFile(resolvePath(folder, path), keys, { scope, context, range: item.range, list: vars });
    }
  }
  return scope;
}

/** Of `vars` in another form, which has a problem of its own, nobody knows what it was meant to define. */
function isEmpty(vars: Node | undefined): boolean {
  return vars === undefined || (vars.kind === "scalar" && vars.value === null);
}

/** Reports `${}` where it is not allowed; true when there was one. The scope knows what could be written instead. */
function refuseExpressions(node: Node, scope: Scope, context: FileContext): boolean {
  if (node.kind === "scalar") {
    if (typeof node.value !== "string" || matchExpressions(node.value).length === 0) return false;
    const [expression] = expressionsIn(node, context.text).filter(({ closed }) => closed);
    const range = expression?.range ?? node.range;
    report(context, {
      code: "dvc/interp-not-allowed",
      message: "'${}' is not allowed in 'vars'.",
      range,
      fixes: expression === undefined ? [] : writeValue(expression, node, scope, context),
    });
    return true;
  }
  const children: readonly Node[] =
    node.kind === "list" ? node.items : node.entries.flatMap(({ key, value }) => [key, value]);
  return children.map((child) => refuseExpressions(child, scope, context)).includes(true);
}

/** The fix that writes the value of a variable in the place of the one expression that a value is. */
function writeValue(
  { range, segments }: Expression,
  node: ScalarNode,
  scope: Scope,
  { file }: FileContext,
): Fix[] {
  const { found } = followName(
    scope,
    segments.map(({ name }) => name),
  );
  const isWhole = node.style === "plain" && range.start === node.range.start && range.end === node.range.end;
  if (!isWhole || found?.kind !== "value" || found.node.kind !== "scalar") return [];
  const newText = flowText(found.node.value, "yaml");
  return [{ title: `Write ${newText}`, changes: [{ file, range, newText }] }];
}

/** The fix that takes an item off the `vars` list; none where it is the only one. */
function removeItem(range: Range, { list, context }: Import): Fix[] {
  const { file, text } = context;
  const change = list && removeListItem({ file, text, root: list, problems: [] }, range);
  return change === undefined ? [] : [{ title: "Remove this item", changes: [change] }];
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
    if (range !== undefined) {
      const fixes = removeItem(range, wanted);
      report(context, { code: "dvc/vars-partial-conflict", message, range, fixes });
    }
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
    reportMissingFile(path, wanted);
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

function reportMissingFile(path: string, wanted: Import): void {
  const { context, range } = wanted;
  const folder = folderOf(path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const near = closest(name, context.list?.(folder) ?? []);
  const written = range && context.text.slice(range.start, range.end);
  const at = written?.indexOf(name) ?? -1;
  const fixes: Fix[] = [];
  if (near !== undefined && range !== undefined && at >= 0) {
    const start = range.start + at;
    const change = { file: context.file, range: { start, end: start + name.length }, newText: near };
    fixes.push({ title: `Change to '${near}'`, changes: [change] });
  }
  const hint = near === undefined ? "" : ` Did you mean '${folder === "." ? near : `${folder}/${near}`}'?`;
  const message = `'${path}' does not exist.${hint}`;
  reportFile(message, "dvc/vars-file-missing", path, wanted, [...fixes, ...creation(path)]);
}

/** What is not there is made by a change of it. A file of another format than YAML needs more than nothing in it. */
function creation(path: string): Fix[] {
  if (!/\.ya?ml$/i.test(path)) return [];
  const changes = [{ file: path, range: { start: 0, end: 0 }, newText: "{}\n" }];
  return [{ title: `Create '${path}'`, changes }];
}

function readOnce(path: string, context: FileContext): ReturnType<typeof readValues> | undefined {
  if (!context.values.has(path)) {
    const text = context.read(path);
    context.values.set(path, text === undefined ? undefined : (context.readValues ?? readValues)(path, text));
  }
  return context.values.get(path);
}

function choose(root: MapNode, keys: readonly string[], path: string, wanted: Import): MapNode {
  const missing = keys.filter((name) => !root.entries.some(({ key }) => key.value === name));
  for (const name of missing) {
    const near = closest(
      name,
      root.entries.map(({ key }) => pythonText(key.value)).filter((key) => !keys.includes(key)),
    );
    const hint = near === undefined ? "" : ` Did you mean '${near}'?`;
    const fixes = near === undefined ? [] : changeKey(name, near, wanted);
    reportFile(`'${path}' has no key '${name}'.${hint}`, "dvc/vars-missing-key", path, wanted, fixes);
  }
  return {
    ...root,
    entries: root.entries.filter(({ key }) => typeof key.value === "string" && keys.includes(key.value)),
  };
}

/** `params.yaml:lr,seed` with another name for one of the keys. */
function changeKey(name: string, near: string, { context, range }: Import): Fix[] {
  if (range === undefined) return [];
  const written = context.text.slice(range.start, range.end);
  const at = [...written.matchAll(/[:,]([^,"']*)/g)].find(([, key]) => key === name)?.index;
  if (at === undefined) return [];
  const start = range.start + at + 1;
  const change = { file: context.file, range: { start, end: start + name.length }, newText: near };
  return [{ title: `Change to '${near}'`, changes: [change], preferred: true }];
}

function addMembers(node: MapNode, file: string, wanted: Import): Scope {
  const { scope, context, range } = wanted;
  const unholdable = unholdableIn(node, context);
  if (unholdable !== undefined) reportUnholdable(unholdable, file, context);
  const added = membersOf(node, file, context.known?.variables);
  const reserved = [...added].find(([name]) => scope.reserved.has(name));
  if (reserved !== undefined) {
    const message = `'${reserved[0]}' is the item of this group: 'vars' cannot define it.`;
    report(context, { code: "dvc/vars-reserved", message, range: range ?? reserved[1].place.range });
    return { ...scope, refused: true };
  }
  let refused = scope.refused || unholdable !== undefined;
  const members = mergeMembers(scope.members, added, (name, first, second) => {
    refused = true;
    reportRedefined(name, first.place, second, { ...wanted, node });
  });
  return { ...scope, members, refused };
}

/** What was looked through before is not looked through again. */
function unholdableIn({ entries }: MapNode, { known }: FileContext): Unholdable | undefined {
  for (const { value } of entries) {
    if (known?.holdable.has(value) === true) continue;
    const found = findUnholdable(value);
    if (found !== undefined) return found;
    known?.holdable.add(value);
  }
  return undefined;
}

/** `node` is the mapping that brings the second definition. */
function reportRedefined(
  name: string,
  first: Place,
  second: Variable,
  wanted: Import & { readonly node: MapNode },
): void {
  const { context, range, node } = wanted;
  const inline = second.place.file === context.file;
  const entry = node.entries.find(({ key }) => key.range === second.place.range);
  const alone = node.entries.length === 1;
  const own = alone
    ? removeItem(node.range, wanted)
    : entry === undefined
      ? []
      : [removeEntry(entry, context)];
  report(context, {
    code: "dvc/vars-redefined",
    message: `'${name}' is defined in '${first.file}' already: remove one of the two, DVC merges mappings only.`,
    range: inline ? second.place.range : (range ?? second.place.range),
    related: [{ ...first, message: `'${name}' is first defined here.` }],
    fixes: inline && entry !== undefined ? own : [],
  });
}

/** A problem with a file that `vars` names stands where it is named; of params.yaml, in the file itself. */
function reportFile(
  message: string,
  code: string,
  path: string,
  { context, range }: Import,
  fixes: readonly Fix[] = [],
): void {
  if (range !== undefined) report(context, { code, message, range, fixes });
  else context.problems.push({ code, severity: "error", message, file: path, range: { start: 0, end: 0 } });
}
