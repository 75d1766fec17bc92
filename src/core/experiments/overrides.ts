import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping } from "#core/pipeline/value";
import type { Scalar, Value } from "#core/pipeline/value";

import { overrideFailure } from "./failures.ts";
import { isSweep, sweepValues } from "./override-functions.ts";
import { parseOverrideValue } from "./override-value.ts";

/** `change`: the key must exist; `add`: it must not; `set`: either; `delete`: it goes. */
type OverrideMode = "change" | "add" | "set" | "delete";

/** One `-S` text, taken apart. */
export interface Override {
  /** Path of the parameter file as written; `params.yaml` when none is. */
  readonly file: string;
  /** Dotted; an item of a list is a number. */
  readonly key: string;
  readonly mode: OverrideMode;
  /** Several in a sweep, in the order in which they are tried; none for a deletion whatever the value is. */
  readonly values: readonly Value[];
}

const prefixes: Readonly<Record<string, OverrideMode>> = {
  "": "change",
  "+": "add",
  "++": "set",
  "~": "delete",
};

const word = String.raw`[a-zA-Z_][a-zA-Z0-9_-]*`;
const segment = String.raw`(?:[a-zA-Z_$][a-zA-Z0-9_$-]*|0|[1-9](?:_?\d)*)`;
const keyPattern = new RegExp(
  String.raw`^(?:${segment}(?:\.${segment})+|[a-zA-Z_$][a-zA-Z0-9_$-]*|${word}(?:/${word})+)$`,
  "u",
);

/**
 * Takes a `-S` text apart by Hydra's override grammar, with DVC's `file:` in front of it. Throws a Failure with a
 * sentence for the user.
 * @param random decides the order of `shuffle()`
 */
export function parseOverride(text: string, random: () => number = Math.random): Override {
  const { file, rest } = splitFile(text);
  const equals = rest.indexOf("=");
  const left = equals === -1 ? rest : rest.slice(0, equals);
  const prefix = /^(?:\+\+|\+|~)?/u.exec(left)?.[0] ?? "";
  const mode = prefixes[prefix] ?? "change";
  const key = left.slice(prefix.length);
  checkKey(key, text);
  if (equals === -1) {
    if (mode !== "delete")
      throw overrideFailure(`"${text}" gives no value: write ${key}=value, or ~${key} to delete.`);
    return { file, key, mode, values: [] };
  }
  const values = valuesOf(rest.slice(equals + 1).replace(/^[ \t]+/u, ""), text, random);
  if (mode === "delete" && values.length > 1)
    throw overrideFailure(`"${text}" deletes, which cannot be a sweep.`);
  return { file, key, mode, values };
}

function valuesOf(value: string, text: string, random: () => number): readonly Value[] {
  const parsed = parseOverrideValue(value, text, random);
  if (!isSweep(parsed)) return [parsed];
  try {
    return sweepValues(parsed);
  } catch (error) {
    if (error instanceof RangeError) throw overrideFailure(`In "${text}": ${error.message}.`);
    throw error;
  }
}

/** The file ends at the first colon, but only a colon before the first `=` makes one: `x=c:d` is of params.yaml. */
function splitFile(text: string): { file: string; rest: string } {
  const equals = text.indexOf("=");
  const colon = text.indexOf(":");
  if (colon === -1 || (equals !== -1 && colon > equals)) return { file: "params.yaml", rest: text };
  const file = text.slice(0, colon);
  if (file === "") throw overrideFailure(`"${text}" names no file before the colon.`);
  return { file, rest: text.slice(colon + 1) };
}

function checkKey(key: string, text: string): void {
  if (keyPattern.test(key)) return;
  if (key === "") throw overrideFailure(`"${text}" names no parameter: write name=value.`);
  if (/\[\d+\]/u.test(key))
    throw overrideFailure(
      `In "${text}" the item of a list is written with a dot: ${key.replaceAll(/\[(\d+)\]/gu, ".$1")}.`,
    );
  if (/\s/u.test(key)) throw overrideFailure(`In "${text}" there must be no blank before the "=".`);
  if (key.includes("@"))
    throw overrideFailure(`"${text}" has an @, which only Hydra's own configuration knows.`);
  throw overrideFailure(`"${key}" in "${text}" is not the dotted name of a parameter, such as train.lr.`);
}

/**
 * All combinations of several overrides, as texts with one value each: the last override changes fastest. Those of
 * one file stand together, in the order in which the files are first named, as in DVC. One empty combination for none.
 */
export function expandSweep(
  texts: readonly string[],
  random: () => number = Math.random,
): readonly (readonly string[])[] {
  const overrides = texts.map((text) => parseOverride(text, random));
  const files = [...new Set(overrides.map((override) => override.file))];
  let combinations: readonly (readonly string[])[] = [[]];
  for (const override of files.flatMap((file) => overrides.filter((candidate) => candidate.file === file))) {
    const choices = printedChoices(override);
    if (combinations.length * choices.length > 10_000)
      throw overrideFailure("The sweep has more than 10,000 combinations: make it smaller.");
    combinations = combinations.flatMap((combination) => choices.map((choice) => [...combination, choice]));
  }
  return combinations;
}

function printedChoices(override: Override): readonly string[] {
  const file = override.file === "params.yaml" ? "" : `${override.file}:`;
  const prefix = { change: "", add: "+", set: "++", delete: "~" }[override.mode];
  const left = `${file}${prefix}${override.key}`;
  return override.values.length === 0
    ? [left]
    : override.values.map((value) => `${left}=${printOverrideValue(value)}`);
}

/** Writes a value so that {@link parseOverride} reads the same value back, with quotes only where they are needed. */
export function printOverrideValue(value: Value): string {
  if (isList(value)) return `[${value.map(printOverrideValue).join(",")}]`;
  if (isMapping(value)) {
    return `{${[...value].map(([key, item]) => `${printKey(key)}:${printOverrideValue(item)}`).join(",")}}`;
  }
  if (typeof value === "string") return readsAsItself(value) ? value : quoted(value);
  if (value === null) return "null";
  return typeof value === "boolean" ? String(value) : pythonText(value);
}

function printKey(key: Scalar): string {
  return typeof key === "string"
    ? key.replaceAll(/[\\()[\]{}:=, \t]/gu, String.raw`\$&`)
    : printOverrideValue(key);
}

function readsAsItself(text: string): boolean {
  if (!/^[\w/.+*@?|%-]+(?: [\w/.+*@?|%-]+)*$/u.test(text)) return false;
  return parseOverrideValue(text, text, Math.random) === text;
}

/** In quotes a backslash counts only where a quote follows it. */
function quoted(text: string): string {
  const escaped = text.replaceAll(/\\*'/gu, (run) => `${"\\".repeat(2 * (run.length - 1) + 1)}'`);
  const tail = /\\*$/u.exec(escaped)?.[0] ?? "";
  return `'${escaped}${tail}'`;
}
