import type { FileContext } from "../file-context.ts";
import type { Node } from "../node.ts";
import type { Range } from "../problem.ts";
import { isTimestamp } from "../value.ts";

/** What DVC cannot hold as a variable. */
export interface Unholdable {
  readonly what: "date" | "tuple" | "set";
  readonly range: Range;
}

/** The first part of a tree that DVC cannot hold as a variable; nobody needs to name it for DVC to break down. */
export function findUnholdable(node: Node): Unholdable | undefined {
  const { range } = node;
  if (node.kind === "scalar") return isTimestamp(node.value) ? { what: "date", range } : undefined;
  if (node.kind === "list" && node.python !== undefined) return { what: node.python, range };
  const children = node.kind === "list" ? node.items : node.entries.map((entry) => entry.value);
  for (const child of children) {
    const found = findUnholdable(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Says what DVC would break down over. */
export function reportUnholdable({ what, range }: Unholdable, file: string, { problems }: FileContext): void {
  const [code, wayOut] =
    what === "date" ? ["dvc/vars-date", "put it in quotes"] : ["dvc/vars-tuple", "write a list"];
  const message = `DVC cannot hold a ${what} as a variable: ${wayOut}.`;
  problems.push({ code, severity: "error", message, file, range });
}
