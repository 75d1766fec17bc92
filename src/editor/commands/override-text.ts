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

/** What is wrong with a text that the grammar takes and the type does not; a sweep or a function call is let through. */
export function typeMismatch(parameter: ParameterInfo, text: string): string | undefined {
  const single = /^[^,()[\]{}'"]+$/.test(text);
  if (!single) return undefined;
  const number = Number(text.replaceAll("_", ""));
  if (parameter.type === "integer" && !/^[+-]?\d[\d_]*$/.test(text.trim())) {
    return `${parameter.key} is a whole number.`;
  }
  if (parameter.type === "float" && Number.isNaN(number) && !/^[+-]?(?:inf|nan)$/i.test(text.trim())) {
    return `${parameter.key} is a number.`;
  }
  if (parameter.type === "boolean" && !/^(?:true|false)$/i.test(text.trim())) {
    return `${parameter.key} is true or false.`;
  }
  return undefined;
}

/** One line about a parameter: `float · now 0.1`. */
export function parameterSummary({ type, value }: ParameterInfo): string {
  return `${type} · now ${showValue(value)}`;
}
