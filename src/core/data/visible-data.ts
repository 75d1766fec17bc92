import { createPathTrie } from "#core/pipeline/graph/path-trie";
import type { Stage } from "#core/pipeline/model";

import type { DvcFile } from "./dvc-file.ts";

/** The `.dvc` files that DVC finds by itself: it looks for none in the outputs of stages and of other `.dvc` files. */
export function visibleData<Source extends Pick<DvcFile, "file" | "outs">>(
  stages: readonly Pick<Stage, "outs">[],
  sources: readonly Source[],
): readonly Source[] {
  if (sources.length === 0) return sources;
  const outputs = createPathTrie<true>();
  for (const { outs } of [...stages, ...sources]) for (const { path } of outs) outputs.add(path, true);
  return sources.filter(({ file }) => outputs.above(file).length === 0);
}
