import type { Variables } from "../model.ts";
import type { Node } from "../node.ts";
import { expressionsIn } from "../templating/expression.ts";
import { addName, type Collector, eachScalar, wantsKind } from "./collector.ts";
import type { Named } from "./occurrence.ts";

/** Names that exist in one stage only, by their first part. */
export type LocalNames = ReadonlyMap<string, (path: readonly string[]) => Named>;

/** Adds the names in every `${}` of a tree: `train` and `lr` of `${train.lr}`, where they are defined. */
export function addExpressions(
  collector: Collector,
  node: Node | undefined,
  variables: Variables,
  locals: LocalNames,
): void {
  const isWanted = wantsKind(collector, "parameter") || wantsKind(collector, "local");
  if (node === undefined || !isWanted) return;
  const { text } = collector.document;
  eachScalar(collector, node, (scalar) => {
    for (const { segments } of expressionsIn(scalar, text)) {
      const path: string[] = [];
      for (const { name, range } of segments) {
        path.push(name);
        const named = locals.get(path[0] ?? "")?.([...path]) ?? globalName(variables, path);
        if (named === undefined) break;
        const exact = text.slice(range.start, range.end) === name && !/[\r\n]/.test(name);
        addName(collector, scalar, { named, role: "use" }, { range, exact });
      }
    }
  });
}

function globalName(variables: Variables, path: readonly string[]): Named | undefined {
  const origin = variables.origin(path.join("."));
  return origin === undefined ? undefined : { kind: "parameter", file: origin.file, path: [...path] };
}
