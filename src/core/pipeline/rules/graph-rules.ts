import type { Links } from "../graph/links.ts";
import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import { findCycles } from "./cycle.ts";
import { findDuplicateOutputs } from "./duplicate-output.ts";
import { findOverlappingOutputs } from "./overlapping-output.ts";
import type { GraphRule } from "./rule.ts";
import { findSelfCycles } from "./self-cycle.ts";
import { findStagesInOutputs } from "./stage-in-output.ts";

/** Everything for which DVC refuses to build a graph. */
export const graphRules: readonly GraphRule[] = [
  findDuplicateOutputs,
  findOverlappingOutputs,
  findStagesInOutputs,
  findSelfCycles,
  findCycles,
];

/** Runs the graph rules. Given the documents by path, their problems carry fixes. */
export function graphProblems(links: Links, documents: ReadonlyMap<string, Document> = new Map()): Problem[] {
  return graphRules.flatMap((rule) => rule({ links, documents }));
}
