import type { ScalarNode } from "../node.ts";
import type { Range } from "../problem.ts";
import type { Scalar } from "../value.ts";

/** A scalar without quotes. */
export function plainScalar(value: Scalar, range: Range): ScalarNode {
  return { kind: "scalar", value, style: "plain", range };
}

/** What stands for an absent value: null, at a place without any text. */
export function nullAt(offset: number): ScalarNode {
  return plainScalar(null, { start: offset, end: offset });
}
