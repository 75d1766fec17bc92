import type { ResolveOptions } from "../model.ts";
import { pythonText } from "../python/python-text.ts";
import { type Variable, valueOf } from "./scope.ts";
import { isList, isMapping, type Value } from "../value.ts";

/**
 * A mapping as command-line options, as DVC writes `${mapping}` inside `cmd`: dotted names for nested mappings, `--name`
 * for true, nothing (or `--no-name`) for false, quoted text. `nested` names a list that holds lists or mappings, which
 * no option can express.
 */
export function commandFlags(
  group: Variable & { kind: "group" },
  parsing: NonNullable<ResolveOptions["parsing"]>,
): { readonly text: string } | { readonly nested: string } {
  const words: string[] = [];
  for (const [name, value] of leaves(valueOf(group), "")) {
    if (isList(value) && value.some((item) => isList(item) || isMapping(item))) return { nested: name };
    words.push(...optionWords(name, value, parsing));
  }
  return { text: words.join(" ").trimEnd() };
}

function optionWords(name: string, value: Value, parsing: NonNullable<ResolveOptions["parsing"]>): string[] {
  if (value === true) return [`--${name}`];
  if (value === false) return parsing.bool === "boolean_optional" ? [`--no-${name}`] : [];
  if (!isList(value)) return [`--${name}`, word(value)];
  if (parsing.list === "append") return value.flatMap((item) => [`--${name}`, word(item)]);
  return value.length === 0 ? [] : [`--${name}`, ...value.map(word)];
}

function word(value: Value): string {
  if (typeof value === "string") return shellQuote(value);
  return isList(value) || isMapping(value) ? "" : pythonText(value);
}

/** What is not a mapping, with dotted names; an empty mapping gives nothing. */
function leaves(value: Value, prefix: string): readonly (readonly [string, Value])[] {
  if (!isMapping(value)) return [[prefix, value]];
  return [...value].flatMap(([key, item]) => {
    const name = pythonText(key);
    return leaves(item, prefix === "" ? name : `${prefix}.${name}`);
  });
}

/** POSIX quoting as Python's `shlex.quote` does it: safe text stays as it is. */
function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
