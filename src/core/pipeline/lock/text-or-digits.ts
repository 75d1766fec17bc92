import type { Value } from "../value.ts";

/**
 * The text of a hash or a name. Digits only, without quotes, are a number to YAML, and DVC takes them for the text all
 * the same. Undefined of any other value.
 */
export function textOrDigits(value: Value | undefined): string | undefined {
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" ? value : undefined;
}
