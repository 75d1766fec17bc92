import { closest } from "../did-you-mean.ts";
import { pythonText } from "../python/python-text.ts";
import { isList, isMapping, isTimestamp, type Value } from "../value.ts";
import type { SchemaViolation } from "./params-schema.ts";

/** A violation in words for the person who wrote the value. */
export interface ViolationText {
  readonly code: string;
  readonly message: string;
  /** The value to write instead, where there is one that is probably meant. */
  readonly meant?: Value;
}

const bounds: Readonly<Record<string, string>> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
  multipleOf: "a multiple of",
};

const counts: Readonly<Record<string, string>> = {
  minLength: "at least %s characters",
  maxLength: "at most %s characters",
  minItems: "at least %s items",
  maxItems: "at most %s items",
  minProperties: "at least %s keys",
  maxProperties: "at most %s keys",
};

/** Says what is wrong with the value of a parameter. */
export function describeViolation({ keyword, path, value, wanted }: SchemaViolation): ViolationText {
  const name = path.length === 0 ? "The file" : `'${path.join(".")}'`;
  const must = (what: string): string => `${name} must be ${what}, not ${shown(value)}.`;
  if (keyword === "type") {
    const meant = converted(value, wanted);
    return { code: "params/type", message: must(typeWords(wanted)), ...(meant !== undefined && { meant }) };
  }
  if (keyword === "enum" || keyword === "const")
    return choice(isList(wanted) ? wanted : [wanted ?? null], value, must);
  if (keyword === "required")
    return {
      code: "params/required",
      message: `${name} lacks ${lackingKeys(value, wanted)
        .map((key) => `'${key}'`)
        .join(", ")}.`,
    };
  if (keyword === "false")
    return { code: "params/not-in-schema", message: `${name} is not a parameter that the schema knows.` };
  const bound = bounds[keyword];
  if (bound !== undefined && wanted !== undefined) {
    const meant = keyword === "minimum" || keyword === "maximum" ? { meant: wanted } : {};
    return { code: "params/range", message: must(`${bound} ${shown(wanted)}`), ...meant };
  }
  const count = counts[keyword];
  if (count !== undefined && wanted !== undefined)
    return { code: "params/range", message: `${name} must have ${count.replace("%s", shown(wanted))}.` };
  if (keyword === "pattern" || keyword === "format")
    return { code: "params/range", message: must(`text that fits the ${keyword} ${shown(wanted ?? null)}`) };
  if (keyword === "uniqueItems") return { code: "params/range", message: `${name} has an item twice.` };
  return {
    code: "params/type",
    message: `${name} does not fit its schema, which says so under '${keyword}'.`,
  };
}

function choice(choices: readonly Value[], value: Value, must: (what: string) => string): ViolationText {
  const texts = choices.map(pythonish);
  const near = closest(pythonish(value), texts);
  // The same text of another type is what is meant: '3' for 3.
  const index = near === undefined ? texts.indexOf(pythonish(value)) : texts.indexOf(near);
  const meant = choices[index];
  const list = choices.slice(0, mostChoices).map(shown).join(", ");
  const more = choices.length > mostChoices ? ", …" : "";
  const hint = meant === undefined ? "" : ` Did you mean ${shown(meant)}?`;
  const what = choices.length === 1 ? list : `one of ${list}${more}`;
  return { code: "params/enum", message: must(what) + hint, ...(meant !== undefined && { meant }) };
}

/** A message with more choices than this is no longer read. */
const mostChoices = 8;

function pythonish(value: Value): string {
  return isMapping(value) || isList(value) ? "" : isTimestamp(value) ? value.timestamp : pythonText(value);
}

/** A value as a message shows it: text in quotes, numbers as they are. */
function shown(value: Value): string {
  if (typeof value === "string") return `'${value}'`;
  if (value === null) return "nothing";
  if (isMapping(value)) return "a mapping";
  if (isList(value)) return "a list";
  return typeof value === "boolean" ? String(value) : pythonish(value);
}

/** The keys that a mapping has to have and has not. */
export function lackingKeys(value: Value, wanted: Value | undefined): readonly string[] {
  const names = isList(wanted) ? wanted.filter((name) => typeof name === "string") : [];
  return names.filter((name) => !isMapping(value) || !value.has(name));
}

const typeNames: Readonly<Record<string, string>> = {
  integer: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  null: "nothing",
  array: "a list",
  object: "a mapping",
};

function typeWords(wanted: Value | undefined): string {
  const types = isList(wanted) ? wanted : [wanted];
  return types.map((type) => (typeof type === "string" ? (typeNames[type] ?? type) : "")).join(" or ");
}

/** The value as the one type that is wanted, where it says the same: `'0.1'` as a number, 5 as text. */
function converted(value: Value, wanted: Value | undefined): Value | undefined {
  if (typeof value === "string") {
    if (/^[-+]?\d{1,15}$/.test(value) && (wanted === "integer" || wanted === "number")) return BigInt(value);
    if (wanted === "number" && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value))
      return Number(value);
    if (wanted === "boolean" && /^(?:true|yes|on)$/i.test(value)) return true;
    if (wanted === "boolean" && /^(?:false|no|off)$/i.test(value)) return false;
    return undefined;
  }
  const isPlain = typeof value === "bigint" || typeof value === "number";
  return wanted === "string" && isPlain ? pythonText(value) : undefined;
}
