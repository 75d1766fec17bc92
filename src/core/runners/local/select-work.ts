import { join } from "node:path";

import { parseDvcFile, type DvcFile, type TrackedData } from "#core/data/dvc-file";
import { findDvcFiles } from "#core/data/find-files";
import { placeInRepository } from "#core/data/place-in-repository";
import { readTextSync } from "#core/data/read-text";
import { loadWorkspacePipeline } from "#core/data/workspace-pipeline";
import { refuseErrors } from "#core/data/refuse-errors";
import { findDataConflicts } from "#core/data/data-graph";
import { findIgnoredOutputs } from "#core/data/ignored-outputs";
import { visibleData } from "#core/data/visible-data";
import { trackedPaths } from "#core/git/changes";
import { buildGraph, selectStages, type Graph } from "#core/pipeline/graph/graph";
import type { Stage } from "#core/pipeline/model";

import type { ReproOptions } from "../run.ts";
import { outputOutside, outputTrackedByGit, unknownTargetFailure } from "./failures.ts";
import { expandTargets } from "./expand-targets.ts";
import { overlaps } from "./overlaps.ts";
import type { Tools } from "./workshop.ts";

/** What a reproduction is about. */
export interface Work {
  readonly graph: Graph;
  /** All stages of the repository. */
  readonly all: readonly Stage[];
  /** Those that are to be brought up to date, in the order in which they are looked at. */
  readonly selected: readonly Stage[];
  /** Paths of the `.dvc` files. */
  readonly dataFiles: readonly string[];
  /** Those of them that are targets. */
  readonly namedData: readonly string[];
  /** What the `.dvc` files track; read when somebody asks for the first time. */
  readonly sources: () => readonly TrackedData[];
}

type Repository = Pick<Tools, "root" | "git" | "ignore" | "loading" | "signal">;

/**
 * Loads the pipeline and picks the stages that the options mean. Throws a Failure, as DVC does, for anything in the
 * pipeline that is broken, also in a stage that is not asked for; and for a target that names nothing.
 */
export async function selectWork(repository: Repository, options: ReproOptions): Promise<Work> {
  const files = await findDvcFiles(repository.git, repository.ignore, repository.signal);
  const { root, loading } = repository;
  const read = (path: string): string | undefined => readTextSync(join(root, path));
  const { stages: all, problems } = await loadWorkspacePipeline(
    files,
    { read, ...loading },
    repository.ignore,
  );
  const graph = buildGraph(all);
  const readSources = () =>
    visibleData(
      all,
      files.data.map((file) => parseDvcFile(file, read(file) ?? "")),
    );
  const sources = readSources();
  const ignored = await findIgnoredOutputs(sources, repository.ignore);
  refuseErrors([...problems, ...graph.problems, ...findDataConflicts(all, sources), ...ignored], read);
  const named = expandTargets(all, files.data, options);
  const targets = [...named.stages, ...readersOf(sources, named.data, all, options)];
  // No target means every stage; targets that name none mean none.
  const isNothing = targets.length === 0 && options.targets.length > 0 && !options.allPipelines;
  const { stages, unknown } = selectStages(graph, all, { ...options, targets });
  if (unknown.length > 0) throw unknownTargetFailure(unknown, all);
  // Read anew, because by then edits of the data may have been recorded.
  let known: readonly TrackedData[] | undefined;
  return {
    graph,
    all,
    selected: isNothing ? [] : stages,
    dataFiles: files.data,
    namedData: named.data,
    sources: () => (known ??= readSources().flatMap(({ outs }) => outs)),
  };
}

/** The stages that need what `.dvc` files track, where the options ask for what comes after a target. */
function readersOf(
  sources: readonly DvcFile[],
  dataFiles: readonly string[],
  stages: readonly Stage[],
  options: ReproOptions,
): readonly string[] {
  if (!options.downstream && !options.pipeline) return [];
  const named = sources.filter(({ file }) => dataFiles.includes(file));
  const paths = named.flatMap(({ outs }) => outs.map(({ path }) => path));
  const reads = ({ deps }: Stage): boolean =>
    deps.some((dep) => paths.some((path) => overlaps(dep.path, path)));
  return stages.filter(reads).map(({ address }) => address);
}

/** Throws a Failure for a stage that may not be run, because its outputs are not data of this repository alone. */
export async function refuseForeignOutputs(
  repository: Pick<Repository, "root" | "git">,
  stages: readonly Stage[],
): Promise<void> {
  for (const stage of stages) refuseOutsideOutputs(repository.root, stage);
  await refuseTrackedOutputs(repository, stages);
}

/** Throws a Failure when an output of a stage would replace what is not data of this repository. */
export function refuseOutsideOutputs(root: string, stage: Stage): void {
  for (const output of stage.outs) {
    if (placeInRepository(root, output.path) === undefined) throw outputOutside(stage, output);
  }
}

async function refuseTrackedOutputs(
  { git }: Pick<Repository, "git">,
  stages: readonly Stage[],
): Promise<void> {
  const outputs = stages.flatMap((stage) => stage.outs.filter((output) => output.cache));
  const tracked = await trackedPaths(
    git,
    outputs.map(({ path }) => path),
  );
  for (const stage of stages) {
    const output = stage.outs.find(({ cache, path }) => cache && tracked.has(path));
    if (output) throw outputTrackedByGit(stage, output);
  }
}
