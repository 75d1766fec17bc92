import type { Stage } from "#core/pipeline/model";
import { createPathTrie } from "#core/pipeline/graph/path-trie";
import type { Place, Problem } from "#core/pipeline/problem";

import type { DvcFile } from "./dvc-file.ts";
import { visibleData } from "./visible-data.ts";

/** Who keeps data at a path, and where that is said. */
interface Keeper {
  readonly name: string;
  readonly path: string;
  readonly place: Place;
}

/**
 * Data of `.dvc` files that a stage makes too, or another `.dvc` file tracks, and what lies inside of each other: an error
 * for each, as DVC refuses such a graph, because running the stage would delete what the `.dvc` file keeps. That stages
 * have outputs in common is told by their graph. A `.dvc` file in an output does not count: DVC does not look for it there.
 */
export function findTrackedTwice(
  stages: readonly Stage[],
  sources: readonly Pick<DvcFile, "file" | "outs">[],
): readonly Problem[] {
  if (sources.length === 0) return [];
  const keepers = createPathTrie<Keeper>();
  for (const { address, file, outs } of stages)
    for (const { path, range } of outs) keepers.add(path, { name: address, path, place: { file, range } });
  const found: Problem[] = [];
  for (const { file, outs } of visibleData(stages, sources)) {
    for (const { path } of outs) {
      const keeper = { name: file, path, place: { file, range: { start: 0, end: 0 } } };
      const [other] = [...keepers.at(path), ...keepers.above(path), ...keepers.below(path)];
      if (other !== undefined) found.push(trackedTwice(keeper, other));
      keepers.add(path, keeper);
    }
  }
  return found;
}

function trackedTwice(keeper: Keeper, other: Keeper): Problem {
  const isSame = keeper.path === other.path;
  return {
    code: isSame ? "dvc/duplicate-output" : "dvc/overlapping-output",
    severity: "error",
    ...other.place,
    message: isSame
      ? `'${keeper.path}' is an output of both '${other.name}' and '${keeper.name}': \`trainyard remove\` one of them.`
      : `'${other.path}' of '${other.name}' and '${keeper.path}' of '${keeper.name}' overlap: outputs must not.`,
    related: [{ ...keeper.place, message: `'${keeper.path}' is tracked here` }],
  };
}
