import { EditRefused, setYamlValue } from "../edit/edit-yaml.ts";
import { insertEntry } from "../edit/edit-text.ts";
import { smallestChange } from "../edit/smallest-change.ts";
import { childOf, itemsOf } from "../map-entries.ts";
import { lookUpParameter } from "../params/look-up-parameter.ts";
import type { Range, TextChange } from "../problem.ts";
import { folderOf, resolvePath } from "../repository-path.ts";
import { expressionsIn } from "../templating/expression.ts";
import { resolvePlain } from "../yaml/scalar-resolution.ts";
import { printYaml } from "../yaml/print-yaml.ts";
import type { Scalar } from "../value.ts";
import { type RefactorPlace, type Refactoring, scalarAt, type SelectedScalar } from "./refactoring.ts";

/** Sections whose texts take no `${}`, or where it would mean something else. */
const excluded = new Set(["vars", "params", "matrix", "foreach", "frozen", "always_changed"]);

/** Puts a value of a stage, such as `0.01` of `--lr 0.01`, into params.yaml or `vars`, with `${}` in its place. */
export function extractValue(place: RefactorPlace): Refactoring[] {
  const found = scalarAt(place);
  if (found === undefined || excluded.has(found.section)) return [];
  const { text } = place.file.document;
  const range = selectedWord(place, found);
  const word = text.slice(range.start, range.end);
  const isInExpression = expressionsIn(found.scalar, text).some(
    (expression) => expression.range.start < range.end && range.start < expression.range.end,
  );
  const isWord = !isInExpression && word !== "" && !/[\r\n"'${}\\]/.test(word) && word.trim() === word;
  // A word without a selection is offered where it looks like a setting: a number, or what follows an option.
  const option = optionBefore(text.slice(found.scalar.range.start, range.start));
  const isSelected = place.selection.end > place.selection.start;
  const value = resolvePlain(word);
  if (!isWord || (!isSelected && option === undefined && typeof value === "string")) return [];
  const name = option ?? (/^[A-Za-z_][\w-]*$/.test(word) ? word : "value");
  return [...toParams(place, found, { range, value, name }), ...toVars(place, found, { range, value, name })];
}

interface Extracted {
  readonly range: Range;
  readonly value: Scalar;
  readonly name: string;
}

function selectedWord({ file, selection }: RefactorPlace, { scalar }: SelectedScalar): Range {
  if (selection.end > selection.start) return selection;
  const { text } = file.document;
  const isPart = (offset: number): boolean => /[^\s"'=,;()[\]]/.test(text.charAt(offset));
  let { start, end } = selection;
  while (start > scalar.range.start && isPart(start - 1)) start -= 1;
  while (end < scalar.range.end && isPart(end)) end += 1;
  return { start, end };
}

/** `lr` of `train.py --lr ` or `lr=`. */
function optionBefore(text: string): string | undefined {
  return /(?:^|\s)(?:--?([A-Za-z][\w-]*)[ =]|([A-Za-z_]\w*)=)$/
    .exec(text)
    ?.slice(1)
    .find(Boolean)
    ?.replaceAll("-", "_");
}

function toParams(place: RefactorPlace, found: SelectedScalar, extracted: Extracted): Refactoring[] {
  const stage = found.definition.name;
  const name = /^[A-Za-z_]\w*$/.test(stage) ? `${stage}.${extracted.name}` : extracted.name;
  const known = lookUpParameter(place.file.variables.values, name);
  const path = resolvePath(folderOf(place.file.path), "params.yaml");
  const before = place.read(path) ?? "";
  if (known.found) {
    return known.value === extracted.value
      ? [{ kind: "extract", title: `Use \${${name}}`, changes: [replacement(place, found, extracted, name)] }]
      : [];
  }
  try {
    const after = setYamlValue(before, name, extracted.value, "add");
    const changes = [replacement(place, found, extracted, name), smallestChange(path, before, after)];
    return [{ kind: "extract", title: `Extract to ${path} as '${name}'`, changes }];
  } catch (error) {
    if (error instanceof EditRefused) return [];
    throw error;
  }
}

function toVars(place: RefactorPlace, found: SelectedScalar, extracted: Extracted): Refactoring[] {
  const { document, variables, path } = place.file;
  const { name, value } = extracted;
  const { text, root } = document;
  if (lookUpParameter(variables.values, name).found || root?.kind !== "map") return [];
  const vars = childOf(root, "vars");
  const map = itemsOf(vars).find((item) => item.kind === "map");
  if (vars !== undefined && map?.kind !== "map") return [];
  const added =
    map?.kind === "map"
      ? smallestChange(path, text, insertEntry({ text, root, style: "yaml" }, map, name, value))
      : newSection(path, root.range.start, name, value);
  const changes = [replacement(place, found, extracted, name), added];
  return [{ kind: "extract", title: `Extract to 'vars' as '${name}'`, changes }];
}

function newSection(file: string, start: number, name: string, value: Scalar): TextChange {
  const newText = printYaml(new Map([["vars", [new Map([[name, value]])]]]));
  return { file, range: { start, end: start }, newText };
}

/** In brackets a plain text would end at the brace: it gets quotes. */
function replacement(
  { file }: RefactorPlace,
  { scalar, inFlow }: SelectedScalar,
  { range }: Extracted,
  name: string,
): TextChange {
  const expression = `\${${name}}`;
  if (!inFlow || scalar.style !== "plain") return { file: file.path, range, newText: expression };
  const whole = file.document.text.slice(scalar.range.start, scalar.range.end);
  const start = range.start - scalar.range.start;
  const end = range.end - scalar.range.start;
  return {
    file: file.path,
    range: scalar.range,
    newText: `'${whole.slice(0, start)}${expression}${whole.slice(end)}'`,
  };
}
