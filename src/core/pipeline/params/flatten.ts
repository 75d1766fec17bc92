import { pythonText } from "../python/python-text.ts";
import { isMapping, type Value } from "../value.ts";

/** The leaves of nested mappings by dotted name, in file order. Lists are leaves; empty mappings are left out. */
export function flatten(values: Value): Map<string, Value> {
  const leaves = new Map<string, Value>();
  const visit = (value: Value, prefix: string): void => {
    if (!isMapping(value)) {
      leaves.set(prefix, value);
      return;
    }
    for (const [key, item] of value)
      visit(item, prefix === "" ? pythonText(key) : `${prefix}.${pythonText(key)}`);
  };
  if (isMapping(values)) visit(values, "");
  return leaves;
}
