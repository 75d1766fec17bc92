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
  const example = sweepExample(parameter);
  return `Now ${showValue(parameter.value)}. Type ${hints[parameter.type]}, or several values for a sweep: ${example}`;
}

function sweepExample({ type }: ParameterInfo): string {
  if (type === "integer") return "16,32,64 or range(1,5)";
  if (type === "float") return "0.1,0.01";
  if (type === "boolean") return "true,false";
  return type === "list" ? "[1],[1,2]" : "a,b";
}

/** What is wrong with a text that the grammar takes and the type does not, each value of a sweep by itself. */
export function typeMismatch(parameter: ParameterInfo, text: string): string | undefined {
  // Quotes, brackets and function calls are values that only the grammar can take apart; what it makes of them counts.
  if (/[()[\]{}'"]/.test(text)) return undefined;
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
