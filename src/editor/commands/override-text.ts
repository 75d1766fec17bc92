import type { ParameterInfo } from "#core/project";

import { showValue } from "../show-value.ts";

/** The `-S` text that gives a parameter one value, or several: `train.lr=0.1,0.2`. */
export function overrideText({ file, key }: ParameterInfo, value: string): string {
  return `${file === "params.yaml" ? "" : `${file}:`}${key}=${value}`;
}

const hints: Readonly<Record<ParameterInfo["type"], string>> = {
  integer: "a whole number",
  float: "a number",
  boolean: "true or false",
  string: "a text",
  null: "any value",
  list: "a list such as [1,2]",
};

/** What may be typed for a parameter, and how a sweep is written. */
export function valuePrompt(parameter: ParameterInfo): string {
  const example = sweepExample(typeOf(parameter));
  const about = parameter.facts?.description?.replace(/\.?\s*$/, ". ") ?? "";
  const what = hints[typeOf(parameter)] + boundsOf(parameter);
  return `${about}Now ${showValue(parameter.value)}. Type ${what}, or several values for a sweep: ${example}`;
}

/** The type that the schema gives, where it gives one; else that of the value of today. */
function typeOf({ type, facts }: ParameterInfo): ParameterInfo["type"] {
  const [wanted, other] = facts?.types ?? [];
  return (other === undefined ? schemaTypes[wanted ?? ""] : undefined) ?? type;
}

const schemaTypes: Readonly<Record<string, ParameterInfo["type"]>> = {
  integer: "integer",
  number: "float",
  boolean: "boolean",
  string: "string",
  array: "list",
};

/** The bounds that the schema gives: ` from 0 to 1`, ` above 0`. */
function boundsOf({ facts }: ParameterInfo): string {
  const bound = (words: string, value: ParameterInfo["value"] | undefined): string =>
    value === undefined ? "" : ` ${words} ${showValue(value)}`;
  return [
    bound("from", facts?.minimum),
    bound("above", facts?.exclusiveMinimum),
    bound("to", facts?.maximum),
    bound("below", facts?.exclusiveMaximum),
  ].join("");
}

function sweepExample(type: ParameterInfo["type"]): string {
  if (type === "integer") return "16,32,64 or range(1,5)";
  if (type === "float") return "0.1,0.01";
  if (type === "boolean") return "true,false";
  return type === "list" ? "[1],[1,2]" : "a,b";
}

/** What is wrong with a text that the grammar takes and the type does not, each value of a sweep by itself. */
export function typeMismatch(parameter: ParameterInfo, text: string): string | undefined {
  // Quotes, brackets and function calls are values that only the grammar can take apart; what it makes of them counts.
  if (/[()[\]{}'"]/.test(text)) return undefined;
  // A schema says better than the value of today what a parameter may be.
  if ((parameter.facts?.types.length ?? 0) > 0) return undefined;
  const wrong = text.split(",").find((value) => !fits(parameter.type, value.trim()));
  return wrong === undefined
    ? undefined
    : `${parameter.key} is ${hints[parameter.type]}, not '${wrong.trim()}'.`;
}

function fits(type: ParameterInfo["type"], value: string): boolean {
  if (type === "integer") return /^[+-]?\d[\d_]*$/.test(value);
  if (type === "float") return isNumber(value);
  return type === "boolean" ? /^(?:true|false)$/i.test(value) : true;
}

function isNumber(value: string): boolean {
  if (/^[+-]?(?:inf|nan)$/i.test(value)) return true;
  return value !== "" && !Number.isNaN(Number(value.replaceAll("_", "")));
}

/** One line about a parameter: `float · now 0.1`. */
export function parameterSummary({ type, value }: ParameterInfo): string {
  return `${type} · now ${showValue(value)}`;
}
