import { findSteps } from "../edit/edit-steps.ts";
import type { Node } from "../node.ts";
import type { Range } from "../problem.ts";

/** Where the value of a dotted name stands in a file of parameters, and its key; undefined when it is not there. */
export function findParameterPlace(
  root: Node | undefined,
  name: string,
): { readonly key: Range | undefined; readonly value: Range } | undefined {
  const segments = name.split(".");
  const steps = findSteps(root, segments);
  const last = steps.length === segments.length ? steps.at(-1) : undefined;
  return last && { key: last.entry?.key.range, value: last.value.range };
}
