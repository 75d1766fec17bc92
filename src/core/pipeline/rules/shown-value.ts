import type { Value } from "../value.ts";
import { flowText } from "../yaml/flow-text.ts";

/** A value in a message: as YAML writes it on one line, and the start of a long one. */
export function shownValue(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  const text = flowText(value, "yaml");
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
