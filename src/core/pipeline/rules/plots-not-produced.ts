import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import { isOutside } from "../repository-path.ts";
import { isMissing, trackedBy } from "./missing-path.ts";
import type { WrittenPlot, WrittenSource } from "./plot-places.ts";
import type { CheckFacts } from "./rule.ts";

/** `plots/not-produced`: data of a plot that is not there and that no stage makes. */
export function findPlotsNotProduced(
  { sources }: WrittenPlot,
  { file }: Document,
  facts: CheckFacts,
): Problem[] {
  return sources.flatMap((source) => notProduced(source, file, facts));
}

function notProduced({ path, place }: WrittenSource, file: string, facts: CheckFacts): Problem[] {
  if (isOutside(path) || !/\.\w+$/.test(path)) return [];
  if (!isMissing(facts, path) || trackedBy(facts.world, path) !== undefined) return [];
  return [
    {
      code: "plots/not-produced",
      severity: "warning",
      file,
      range: place,
      message: `'${path}' does not exist, and no stage makes it: there is nothing to plot.`,
    },
  ];
}
