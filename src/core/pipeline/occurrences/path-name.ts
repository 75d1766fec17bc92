import type { Node, ScalarNode } from "../node.ts";
import { isUrl, resolvePath } from "../repository-path.ts";
import { addName, type Collector, wantsKind } from "./collector.ts";
import type { Role } from "./occurrence.ts";

/** How a path is meant: what it is relative to, and what it resolves to where an expression is in it. */
export interface PathSense {
  readonly role: Role;
  readonly folder: string | undefined;
  /** Paths of the stages that share this text. */
  readonly resolved?: (node: ScalarNode) => readonly string[];
}

/** Adds a path. One with an expression in it is the path of each stage that is made of it. */
export function addPath(collector: Collector, node: Node | undefined, sense: PathSense): void {
  if (!wantsKind(collector, "path")) return;
  if (node?.kind !== "scalar" || typeof node.value !== "string" || node.value === "") return;
  const { role, folder, resolved } = sense;
  if (isUrl(node.value) || node.value.startsWith("/")) return;
  if (folder !== undefined && !node.value.includes("${")) {
    addName(collector, node, {
      named: { kind: "path", path: resolvePath(folder, node.value) },
      role,
      folder,
    });
    return;
  }
  for (const path of new Set(resolved?.(node) ?? [])) {
    addName(collector, node, { named: { kind: "path", path }, role }, { range: node.range, exact: false });
  }
}
