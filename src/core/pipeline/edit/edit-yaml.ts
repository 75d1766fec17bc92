import { closest } from "../did-you-mean.ts";
import { insertEntry, removeStep, replaceValue } from "./edit-text.ts";
import type { Edited } from "./edit-text.ts";
import { findSteps, withoutValueAt, withValueAt } from "./edit-steps.ts";
import type { Step } from "./edit-steps.ts";
import type { FlowStyle } from "../yaml/flow-text.ts";
import { flowText } from "../yaml/flow-text.ts";
import { flatten } from "../params/flatten.ts";
import { parseJson } from "../formats/parse-json.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { printYaml } from "../yaml/print-yaml.ts";
import { toValue } from "../to-value.ts";
import type { Value } from "../value.ts";

/** Whether the key has to be there (`k=v`), must not be (`+k=v`), or may be (`++k=v`). */
export type EditMode = "existing" | "add" | "either";

/** Thrown when an edit cannot be made as asked. The message is one sentence for the user. */
export class EditRefused extends Error {
  override readonly name = "EditRefused";
}

/**
 * Sets one value in the text of a YAML file and leaves everything else as it is: comments and their columns, quotes,
 * flow and block style, order. Keys are dotted, list items go by index. A key that comes through an alias or `<<` is
 * written where it is asked for, and the shared original stays.
 *
 * @throws {EditRefused} when the text is no YAML, or the key is (not) there against the mode.
 */
export function setYamlValue(text: string, dottedKey: string, value: Value, mode: EditMode): string {
  return set(text, "yaml", { dottedKey, value, mode });
}

/** The same for the text of a JSON file: its layout stays. */
export function setJsonValue(text: string, dottedKey: string, value: Value, mode: EditMode): string {
  return set(text, "json", { dottedKey, value, mode });
}

/**
 * Takes one key, or one list item, out of the text of a YAML file.
 *
 * @throws {EditRefused} when the text is no YAML or the key is not there.
 */
export function deleteYamlValue(text: string, dottedKey: string): string {
  return remove(text, "yaml", dottedKey);
}

/** The same for the text of a JSON file. */
export function deleteJsonValue(text: string, dottedKey: string): string {
  return remove(text, "json", dottedKey);
}

interface Edit {
  readonly dottedKey: string;
  readonly value: Value;
  readonly mode: EditMode;
}

function set(text: string, style: FlowStyle, { dottedKey, value, mode }: Edit): string {
  const file = parse(text, style);
  const segments = dottedKey.split(".");
  const steps = findSteps(file.root, segments);
  const isThere = steps.length === segments.length;
  if (mode === "existing" && !isThere) refuseMissing(file, dottedKey);
  if (mode === "add" && isThere) throw new EditRefused(`'${dottedKey}' is already there.`);

  const shared = steps.findIndex((step) => !step.valueInPlace);
  if (shared >= 0) {
    return rewriteAt(file, steps, shared, (old, at) => withValueAt(old, segments.slice(at + 1), value));
  }
  const last = steps.at(-1);
  if (isThere && last) return replaceValue(file, last, value);
  return addBelow(file, steps, segments, value);
}

/** Adds what is missing of a key below the last step towards it that is there. */
function addBelow(file: Edited, steps: readonly Step[], segments: readonly string[], value: Value): string {
  const parent = steps.at(-1);
  const node = parent ? parent.value : file.root;
  const [name = "", ...deeper] = segments.slice(steps.length);
  const below = withValueAt(null, deeper, value);
  if (node?.kind === "map") return insertEntry(file, node, name, below);
  const fresh = new Map([[name, below]]);
  if (!node || (node.kind === "scalar" && node.value === null)) {
    if (parent) return replaceValue(file, parent, fresh);
    if (file.style === "json") return `${flowText(fresh, "json")}\n`;
    const gap = file.text === "" || file.text.endsWith("\n") ? "" : "\n";
    return file.text + gap + printYaml(fresh);
  }
  const what = node.kind === "list" ? "a list" : "a single value";
  throw new EditRefused(`'${segments.join(".")}' cannot be added: what it would go into is ${what}.`);
}

function remove(text: string, style: FlowStyle, dottedKey: string): string {
  const file = parse(text, style);
  const segments = dottedKey.split(".");
  const steps = findSteps(file.root, segments);
  if (steps.length < segments.length) refuseMissing(file, dottedKey);
  const shared = steps.findIndex(
    (step, at) => !(at === steps.length - 1 ? step.keyInPlace : step.valueInPlace),
  );
  if (shared >= 0) {
    return rewriteAt(file, steps, shared, (old, at) => withoutValueAt(old, segments.slice(at + 1)));
  }
  const last = steps.at(-1);
  return last ? removeStep(file, last, steps.at(-2)) : text;
}

/** Writes a changed copy of what an alias or `<<` stands for; for an item of a list, of the list around it. */
function rewriteAt(
  file: Edited,
  steps: readonly Step[],
  shared: number,
  change: (old: Value, at: number) => Value,
): string {
  let at = shared;
  while (at > 0 && !steps[at]?.entry) at -= 1;
  const step = steps[at];
  if (!step?.entry) throw new EditRefused("This file shares its values in a way that cannot be edited here.");
  const value = change(toValue(step.value), at);
  if (step.keyInPlace) return replaceValue(file, step, value);
  if (step.container.kind === "map" && at < steps.length) {
    return insertEntry(file, step.container, step.entry.key.value, value);
  }
  throw new EditRefused("A key that '<<' brings cannot be taken out here.");
}

function parse(text: string, style: FlowStyle): Edited {
  if (text.trim() === "") return { text, root: undefined, style };
  const { root, problems } = style === "json" ? parseJson("", text) : parseYaml("", text);
  const error = problems.find((problem) => problem.severity === "error");
  if (error) throw new EditRefused(`The file cannot be edited while it has an error: ${error.message}`);
  return { text, root, style };
}

function refuseMissing(file: Edited, dottedKey: string): never {
  const near = closest(dottedKey, flatten(toValue(file.root)).keys());
  const hint = near === undefined ? "" : ` Did you mean '${near}'?`;
  throw new EditRefused(`There is no '${dottedKey}'.${hint}`);
}
