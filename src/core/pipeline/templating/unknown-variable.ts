import { closest } from "../did-you-mean.ts";
import type { Expression } from "./expression.ts";
import { type FileContext, report } from "../file-context.ts";
import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import type { Fix } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { resolvePath } from "../repository-path.ts";
import type { NameTarget, Scope, Variable } from "./scope.ts";
import { scalarYaml } from "../yaml/print-yaml.ts";

/** Thousands of stages may have a typo each. Among more names than these the first letter is taken to be right. */
const fewCandidates = 50;
const maxCandidates = 1000;

type Miss = Extract<NameTarget, { found: undefined }>;

/** Says why a name leads nowhere and what may be meant. Nothing is said when a file with more names was unreadable. */
export function reportUnknown(expression: Expression, miss: Miss, scope: Scope, context: FileContext): void {
  const parent = expression.segments
    .slice(0, miss.at)
    .map(({ name }) => name)
    .join(".");
  const name = expression.segments[miss.at]?.name ?? "";
  if (miss.why === "through-value") {
    const message = `'${parent}' is ${shown(miss.parent)} and has no '${name}' in it.`;
    report(context, { code: "dvc/interp-through-scalar", message, range: expression.range });
  } else if (miss.why === "index") {
    const length =
      miss.parent?.kind === "value" && miss.parent.node.kind === "list" ? miss.parent.node.items.length : 0;
    const message = `'${parent}' is a list of ${length}: it has no item '${name}'.`;
    report(context, { code: "dvc/interp-index", message, range: expression.range });
  } else if (!reportGroupName(expression, miss, scope, context) && scope.complete) {
    reportMissing(expression, miss, scope, context);
  }
}

function shown(variable: Variable | undefined): string {
  if (variable?.kind !== "value" || variable.node.kind !== "scalar") return "a value";
  return typeof variable.node.value === "string"
    ? scalarYaml(variable.node.value) || "empty text"
    : pythonText(variable.node.value);
}

/** `item` and `key` are names of their own: they exist in groups only, and a matrix has its axes in `item`. */
function reportGroupName(expression: Expression, miss: Miss, scope: Scope, context: FileContext): boolean {
  const [root, axis] = expression.segments.map(({ name }) => name);
  const { range } = expression;
  if (miss.at === 0 && root === "key" && scope.reserved.has("item")) {
    const message = "'key' exists only where 'foreach' goes over a mapping: use 'item'.";
    report(context, {
      code: "dvc/key-with-list-foreach",
      message,
      range,
      fixes: replaceWith(expression, 0, "item", context),
    });
    return true;
  }
  if (miss.at === 0 && (root === "item" || root === "key")) {
    const message = `'${root}' exists only inside 'foreach' and 'matrix' stages.`;
    report(context, { code: "dvc/item-outside-foreach", message, range });
    return true;
  }
  if (miss.at !== 1 || root !== "item" || !scope.reserved.has("item")) return false;
  const known = [...miss.among.keys()];
  const meant = closest(axis ?? "", known);
  report(context, {
    code: "dvc/matrix-unknown-axis",
    message: `'item' has no '${axis ?? ""}': it has ${known.map((name) => `'${name}'`).join(", ")}.${hint(meant && `item.${meant}`)}`,
    range,
    fixes: [...replaceWith(expression, 1, meant, context), ...addAxis(axis ?? "", miss.parent, context)],
  });
  return true;
}

/** Adds an axis without values yet; `item` of a matrix stands where the matrix is written. */
function addAxis(axis: string, item: Variable | undefined, { file, text }: FileContext): Fix[] {
  const range = item?.kind === "group" && item.place.file === file ? item.node?.range : undefined;
  if (range === undefined || !/^[A-Za-z_][\w-]*$/.test(axis)) return [];
  const title = `Add the axis '${axis}'`;
  const key = Math.max(text.lastIndexOf("matrix:", range.start), 0);
  const isMatrix = /^matrix:[^\S\n]*(?:#.*)?\s*$/.test(text.slice(key, range.start));
  if (!isMatrix) return [];
  if (text[range.start] === "{") {
    const end = text.slice(range.start, range.end - 1).trimEnd().length + range.start;
    const change = { file, range: { start: end, end }, newText: `, ${axis}: []` };
    return [{ title, changes: [change] }];
  }
  const indent = text.slice(lineStart(text, range.start), range.start);
  const end = lineEnd(text, range.end);
  const lead = text[end - 1] === "\n" ? "" : "\n";
  const change = { file, range: { start: end, end }, newText: `${lead}${indent}${axis}: []\n` };
  return /^ +$/.test(indent) ? [{ title, changes: [change] }] : [];
}

function reportMissing(expression: Expression, miss: Miss, scope: Scope, context: FileContext): void {
  const { name, range } = expression;
  const sibling = nearSibling(expression.segments[miss.at]?.name ?? "", [...miss.among.keys()]);
  const names = expression.segments.map((segment) => segment.name);
  const meant = sibling === undefined ? elsewhere(names, scope) : names.with(miss.at, sibling).join(".");
  const fixes = [
    ...replaceName(expression, meant, context),
    ...addToParams(expression, miss, context),
    ...forShell(expression, context),
  ];
  report(context, {
    code: "dvc/interp-unknown",
    message: `No variable '${name}' in params.yaml or 'vars'.${hint(meant)}${shellHint(expression)}`,
    range,
    fixes,
  });
}

function nearSibling(word: string, names: readonly string[]): string | undefined {
  if (names.length <= fewCandidates) return closest(word, names);
  const first = word.charAt(0).toLowerCase();
  const alike = names.filter((name) => name.charAt(0).toLowerCase() === first);
  return closest(word, alike.slice(0, maxCandidates));
}

function hint(meant: string | undefined): string {
  return meant === undefined ? "" : ` Did you mean '${meant}'?`;
}

/** The one dotted name that ends like what was written: `train.lr` for `lr`, or `lr` for `params.lr`. */
function elsewhere(names: readonly string[], scope: Scope): string | undefined {
  const [section, ...rest] = names;
  const isOfSection = (section === "params" || section === "vars") && rest.length > 0;
  if (isOfSection && isKnown(rest, scope.members)) return rest.join(".");
  const ending = `.${names.join(".")}`;
  const last = names.at(-1);
  const found: string[] = [];
  const visit = (members: Scope["members"], prefix: string, depth: number): void => {
    for (const [name, variable] of members) {
      if (name === last && `${prefix}${name}`.endsWith(ending)) found.push(prefix + name);
      if (variable.kind === "group" && depth < 8) visit(variable.members, `${prefix}${name}.`, depth + 1);
    }
  };
  visit(scope.members, "", 0);
  return found.length === 1 ? found[0] : undefined;
}

function isKnown([name = "", ...rest]: readonly string[], members: Scope["members"]): boolean {
  const variable = members.get(name);
  if (variable === undefined || rest.length === 0) return variable !== undefined;
  return variable.kind === "group" && isKnown(rest, variable.members);
}

function replaceWith(
  expression: Expression,
  at: number,
  name: string | undefined,
  context: FileContext,
): Fix[] {
  const names = expression.segments.map((segment) => segment.name);
  return name === undefined ? [] : replaceName(expression, names.with(at, name).join("."), context);
}

function replaceName(expression: Expression, name: string | undefined, context: FileContext): Fix[] {
  if (name === undefined || expression.range.start >= expression.range.end) return [];
  const changes = [{ file: context.file, range: expression.range, newText: `\${${name}}` }];
  return [{ title: `Change to '${name}'`, changes, preferred: true }];
}

/**
 * How a variable of the shell is written, where it is most likely meant: `${HOME}`, or `${PORT:-80}`, which only a shell
 * knows. A backslash keeps DVC from braces that have to stay.
 */
function shellForm({ name }: Expression): string | undefined {
  if (/^[A-Z_][A-Z0-9_]*$/.test(name)) return `$${name}`;
  return /^[A-Za-z_]\w*:?[-=+?]/.test(name) ? `\\\${${name}}` : undefined;
}

function shellHint(expression: Expression): string {
  const form = shellForm(expression);
  return form === undefined ? "" : ` The shell's own is written '${form}'.`;
}

function forShell(expression: Expression, { file, text }: FileContext): Fix[] {
  const { range } = expression;
  const newText = shellForm(expression);
  // Between double quotes YAML has another meaning for a backslash.
  const isEscapable = !text.slice(lineStart(text, range.start), range.start).includes('"');
  if (newText === undefined || (newText.startsWith("\\") && !isEscapable)) return [];
  return [{ title: "Leave it to the shell", changes: [{ file, range, newText }] }];
}

/** Adds the key, without a value yet, to params.yaml: below the group that should have it, else at the end. */
function addToParams(expression: Expression, miss: Miss, context: FileContext): Fix[] {
  const file = resolvePath(context.folder, "params.yaml");
  const text = context.read(file);
  const names = expression.segments.slice(miss.at).map(({ name }) => name);
  if (text === undefined || !names.every((name) => /^[A-Za-z_][\w-]*$/.test(name))) return [];
  const title = `Add '${expression.name}' to ${file}`;
  if (miss.parent === undefined) {
    const start = text.length;
    const lead = text === "" || text.endsWith("\n") ? "" : "\n";
    return [
      { title, changes: [{ file, range: { start, end: start }, newText: `${lead}${nested(names, "")}\n` }] },
    ];
  }
  const group = miss.parent.kind === "group" ? miss.parent.node : undefined;
  if (group === undefined || miss.parent.place.file !== file) return [];
  const start = lineStart(text, group.range.start);
  const indent = text.slice(start, group.range.start);
  if (!/^ +$/.test(indent) || text.charAt(group.range.start) === "{") return [];
  const newText = `${nested(names, indent)}\n`;
  return [{ title, changes: [{ file, range: { start, end: start }, newText }] }];
}

function nested(names: readonly string[], indent: string): string {
  return names.map((name, depth) => `${indent}${"  ".repeat(depth)}${name}:`).join("\n");
}
