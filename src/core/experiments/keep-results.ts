import { cp, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Git } from "#core/git/git";
import { findPlotFiles } from "#core/metrics/plot-files";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import { isOutside } from "#core/pipeline/repository-path";

import { openFolder } from "./open-folder.ts";
import type { Cache } from "#core/data/cache/cache";

/** Larger files are data, not results to look at. */
const largest = 5 * 1024 * 1024;

/** Where a run directory keeps what a failed experiment left; laid out as the repository is. */
export function resultsFolder(runDirectory: string): string {
  return join(runDirectory, "results");
}

/**
 * Copies the pipeline, the parameters, the metrics and the curves of a worktree into the run directory, so that a run
 * that failed after hours can still be looked at and compared when its worktree is gone.
 */
export async function keepResults(worktree: Git, cache: Cache, runDirectory: string): Promise<void> {
  const { pipeline, source } = await openFolder(worktree, cache);
  const shown = pipeline.files.flatMap((file) => [
    file.path,
    lockPathOf(file.path),
    ...file.params,
    ...file.metrics,
  ]);
  const read = pipeline.stages.flatMap((stage) => [
    ...stage.params.map((each) => each.path),
    ...stage.outs.filter((out) => out.kind === "metric").map((out) => out.path),
  ]);
  const listed = await Promise.all([...shown, ...read, "params.yaml"].map((path) => source.list(path)));
  const plots = (await findPlotFiles(pipeline, source)).map((plot) => plot.file);
  for (const path of new Set([...listed.flat(), ...plots]))
    await copySmall(worktree.root, path, resultsFolder(runDirectory));
}

async function copySmall(root: string, path: string, target: string): Promise<void> {
  const size = await stat(join(root, path)).then(
    (found) => found.size,
    () => Infinity,
  );
  if (size > largest || isOutside(path)) return;
  await mkdir(dirname(join(target, path)), { recursive: true });
  await cp(join(root, path), join(target, path), { dereference: true });
}
