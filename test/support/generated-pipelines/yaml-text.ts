import type { Random } from "./random.ts";

/** What is to stand in a YAML file; `Raw` is a scalar as it is to be written, quotes and all. */
export type Yaml =
  string | number | boolean | null | Raw | readonly Yaml[] | { readonly [key: string]: Yaml };

export interface Raw {
  readonly raw: string;
}

/** A scalar that is written exactly so: `0o17`, `1_000`, `.nan`. */
export function raw(text: string): Raw {
  return { raw: text };
}

/** Writes values as YAML, each in one of the styles that a person could have chosen. */
export function yamlText(value: Yaml, random: Random): string {
  return `${blockText(value, 0, random).replace(/^\n/, "")}\n`;
}

function blockText(value: Yaml, indent: number, random: Random): string {
  if (!isCollection(value)) return ` ${scalarText(value, random)}`;
  const isEmpty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  if (isEmpty || (indent > 0 && random.chance(0.25))) return ` ${flowText(value, random)}`;
  const blanks = " ".repeat(indent);
  if (Array.isArray(value)) {
    return value.map((item: Yaml) => `\n${blanks}-${itemText(item, indent + 2, random)}`).join("");
  }
  return entriesOf(value)
    .map(([key, item]) => `\n${blanks}${keyText(key, random)}:${blockText(item, indent + 2, random)}`)
    .join("");
}

/** An item of a list begins on the line of its dash. */
function itemText(item: Yaml, indent: number, random: Random): string {
  const text = blockText(item, indent, random);
  return text.startsWith("\n") ? ` ${text.slice(1 + indent)}` : text;
}

function flowText(value: Yaml, random: Random): string {
  if (!isCollection(value)) return scalarText(value, random, true);
  if (Array.isArray(value)) return `[${value.map((item: Yaml) => flowText(item, random)).join(", ")}]`;
  const entries = entriesOf(value).map(([key, item]) => `${keyText(key, random)}: ${flowText(item, random)}`);
  return `{${entries.join(", ")}}`;
}

function scalarText(value: Yaml, random: Random, isFlow = false): string {
  if (isRaw(value)) return value.raw === "" && isFlow ? "~" : value.raw;
  if (typeof value !== "string") return JSON.stringify(value);
  const canBePlain = isFlow ? /^[A-Za-z][\w./-]*$/ : /^[A-Za-z][\w./${}[\]-]*(?: [\w./${}[\]>&-]+)*$/;
  const isWord = /^(?:true|false|null|yes|no|on|off)$/i.test(value);
  if (canBePlain.test(value) && !isWord && random.chance(0.7)) return value;
  if (!/[\n\t']/.test(value) && random.chance(0.5)) return `'${value}'`;
  return JSON.stringify(value);
}

function keyText(key: string, random: Random): string {
  if (key.startsWith("raw:")) return key.slice("raw:".length);
  return /^[A-Za-z_][\w.-]*$/.test(key) && !/^(?:true|false|null)$/i.test(key)
    ? key
    : scalarText(key, random, true);
}

function isRaw(value: Yaml): value is Raw {
  return typeof value === "object" && value !== null && "raw" in value;
}

function isCollection(value: Yaml): value is readonly Yaml[] | { readonly [key: string]: Yaml } {
  return typeof value === "object" && value !== null && !isRaw(value);
}

function entriesOf(value: Yaml): [string, Yaml][] {
  return Object.entries(value as { readonly [key: string]: Yaml });
}
