import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { join } from "node:path";

import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import { parseDvcFile } from "./data/dvc-file.ts";
import type { DvcFile } from "./data/dvc-file.ts";
import { openDvcIgnore } from "./data/dvc-ignore.ts";
import { findDvcFiles } from "./data/find-files.ts";
import { observe } from "./data/observe.ts";
import { readTextSync } from "./data/read-text.ts";
import { refuseErrors } from "./data/refuse-errors.ts";
import { addToObserve, sourceStatus } from "./data/source-status.ts";
import { findDataConflicts } from "./data/data-graph.ts";
import { findIgnoredOutputs } from "./data/ignored-outputs.ts";
import { visibleData } from "./data/visible-data.ts";
import { loadWorkspacePipeline } from "./data/workspace-pipeline.ts";
import { checkWorldOf, namesIn } from "./check-world.ts";
import type { Git } from "./git/git.ts";
import { checkPipeline } from "./pipeline/check.ts";
import { dataFileProblems } from "./pipeline/dvcfile/data-file-problems.ts";
import { buildGraph, selectStages } from "./pipeline/graph/graph.ts";
import { pathOfTarget } from "./pipeline/graph/find-target.ts";
import { lockPathOf, parseLock } from "./pipeline/lock/lock-file.ts";
import type { LockEntry, LockFile } from "./pipeline/lock/lock-model.ts";
import type { Pipeline, ReadText, Stage } from "./pipeline/model.ts";
import type { Problem } from "./pipeline/problem.ts";
import { isWithin } from "./pipeline/repository-path.ts";
import { parseYaml } from "./pipeline/yaml/parse-yaml.ts";
import { brokenParams } from "./pipeline/status/broken-params.ts";
import { stageStatus } from "./pipeline/status/status.ts";
import { suppressAll } from "./pipeline/suppression/apply-suppressions.ts";
import { whatToObserve } from "./pipeline/status/what-to-observe.ts";
import type { WorkspaceStatus } from "./project.ts";
import { expandTargets } from "./runners/local/expand-targets.ts";
import { unknownTargetFailure } from "./runners/local/failures.ts";
import type { ReproOptions } from "./runners/run.ts";

/** The pipeline of a workspace with what stands around it, as the files were when it was opened. */
export interface WorkspaceFiles {
  readonly pipeline: Pipeline;
  readonly config: Config;
  readonly read: ReadText;
  /** The dvc.lock beside a dvc.yaml; undefined where there is none. */
  readonly lockOf: (pipelineFile: string) => LockFile | undefined;
  /** The `.dvc` files; read when somebody asks for the first time. */
  readonly sources: () => readonly DvcFile[];
  /** Those of them in the outputs of others, too, which DVC works on only when they are named. */
  readonly allSources: () => readonly DvcFile[];
  /** Outputs of `.dvc` files that `.dvcignore` hides. */
  readonly findIgnoredData: () => Promise<readonly Problem[]>;
  /** The `.dvc` file that tracks a path or a folder around it. */
  readonly trackedBy: (path: string) => string | undefined;
}

/** Reads the pipeline of a working tree. */
export async function readWorkspaceFiles(git: Git): Promise<WorkspaceFiles> {
  const read: ReadText = (path) => readTextSync(join(git.root, path));
  const ignore = openDvcIgnore(git.root);
  const locks = new Map<string, LockFile | undefined>();
  const lockOf = (pipelineFile: string): LockFile | undefined => {
    if (!locks.has(pipelineFile)) locks.set(pipelineFile, readLock(pipelineFile, read));
    return locks.get(pipelineFile);
  };
  const [config, files] = await Promise.all([readConfig(git.root), findDvcFiles(git, ignore)]);
  const list = (folder: string) => namesIn(join(git.root, folder));
  const pipeline = await loadWorkspacePipeline(files, { read, list, ...config.loading }, ignore);
  let known: readonly DvcFile[] | undefined;
  let visible: readonly DvcFile[] | undefined;
  const allSources = (): readonly DvcFile[] =>
    (known ??= files.data.map((file) => parseDvcFile(file, read(file) ?? "")));
  const sources = (): readonly DvcFile[] => (visible ??= visibleData(pipeline.stages, allSources()));
  const findIgnoredData = () => findIgnoredOutputs(sources(), ignore);
  const trackedBy = findTrackers(sources);
  return { pipeline, config, read, lockOf, sources, allSources, findIgnoredData, trackedBy };
}

function findTrackers(sources: WorkspaceFiles["sources"]): WorkspaceFiles["trackedBy"] {
  let trackers: readonly { readonly file: string; readonly path: string }[] | undefined;
  return (path) => {
    trackers ??= sources().flatMap(({ file, outs }) => outs.map((out) => ({ file, path: out.path })));
    return trackers.find((each) => isWithin(path, each.path))?.file;
  };
}

/** Everything that is wrong in the pipeline, in its graph, in its locks, in `.dvc` files, and with the files it names, but what comments silence. */
export async function checkWorkspace(git: Git, files: WorkspaceFiles): Promise<readonly Problem[]> {
  const { pipeline, read, sources, allSources } = files;
  const world = await checkWorldOf(git, files);
  const ofData = allSources().flatMap(({ file }) =>
    dataFileProblems(parseYaml(file, read(file) ?? ""), world),
  );
  const found = [...checkPipeline(pipeline, world), ...ofData];
  const problems = [...pipeline.problems, ...found, ...findDataConflicts(pipeline.stages, sources())];
  const paths = pipeline.files.map((file) => file.path);
  return suppressAll(problems, paths, read);
}

/** Throws a Failure when the pipeline is broken or when a target names nothing: then no run needs to start. */
export async function requireRunnable(
  { pipeline, sources, findIgnoredData, read }: WorkspaceFiles,
  options: ReproOptions,
): Promise<void> {
  const graph = buildGraph(pipeline.stages);
  const conflicts = findDataConflicts(pipeline.stages, sources());
  const ignored = await findIgnoredData();
  refuseErrors([...pipeline.problems, ...graph.problems, ...conflicts, ...ignored], read);
  const dataFiles = options.targets.length === 0 ? [] : sources().map(({ file }) => file);
  const { stages: targets } = expandTargets(pipeline.stages, dataFiles, options);
  const { unknown } = selectStages(graph, pipeline.stages, { ...options, targets });
  if (unknown.length > 0) throw unknownTargetFailure(unknown, pipeline.stages);
}

/**
 * Says of stages, and of `.dvc` files after them, whether they are up to date, and why not.
 * @param targets names, addresses or files, also the path of data that a `.dvc` file tracks; none means all
 */
export async function readStatus(
  git: Git,
  files: WorkspaceFiles,
  targets: readonly string[],
): Promise<WorkspaceStatus> {
  const { pipeline, config, lockOf } = files;
  const paths = new Set(targets.map(pathOfTarget));
  const isOfTarget = ({ file, outs }: DvcFile): boolean =>
    targets.length === 0 || paths.has(file) || outs.some(({ path }) => paths.has(path));
  const sources = (targets.length === 0 ? files.sources() : files.allSources()).filter(isOfTarget);
  const named = new Set(sources.flatMap(({ file, outs }) => [file, ...outs.map(({ path }) => path)]));
  const wantedStages = targets.filter((target) => !named.has(pathOfTarget(target)));
  const graph = buildGraph(pipeline.stages);
  const { stages, unknown } =
    wantedStages.length === 0 && targets.length > 0
      ? { stages: [], unknown: [] }
      : selectStages(graph, pipeline.stages, { targets: wantedStages, singleItem: targets.length > 0 });
  if (unknown.length > 0) throw unknownTargetFailure(unknown, pipeline.stages);
  const entryOf = (stage: Stage): LockEntry | undefined => lockOf(stage.file)?.stages.get(stage.name);
  const wanted = whatToObserve(stages, entryOf);
  for (const source of sources) addToObserve(wanted, source);
  const seen = await observe(git.root, wanted, openConfiguredCache(config), openDvcIgnore(git.root));
  const ignored = await files.findIgnoredData();
  const ofLocks = pipeline.files.flatMap(({ path }) => lockOf(path)?.problems ?? []);
  return {
    stages: [
      ...stages.map((stage) => stageStatus(stage, entryOf(stage), seen)),
      ...sources.map((source) => sourceStatus(source, seen)),
    ],
    errors: [
      ...pipeline.problems,
      ...ofLocks,
      ...brokenParams(stages, entryOf, seen),
      ...sources.flatMap(({ problems }) => problems),
      ...ignored,
    ].filter(({ severity }) => severity === "error"),
  };
}

function readLock(pipelineFile: string, read: ReadText): LockFile | undefined {
  const path = lockPathOf(pipelineFile);
  const text = read(path);
  return text === undefined ? undefined : parseLock(path, text);
}
