import { buildGraph } from "#core/pipeline/graph/graph";
import type { Stage } from "#core/pipeline/model";
import { createPathTrie } from "#core/pipeline/graph/path-trie";
import { isWithin } from "#core/pipeline/repository-path";

import { targetUnknown } from "./failures.ts";
import { pathFromRoot } from "./path-from-root.ts";
import { readTarget } from "./target.ts";
import type { Target } from "./target.ts";
import type { Tracked, TrackedOutput } from "./tracked.ts";

/** An output that a command works on, or a part of one. */
export interface SelectedData {
  readonly output: TrackedOutput;
  /** Repository-relative path of the file or folder inside of the output; absent for all of it. */
  readonly part?: string;
}

/** Which outputs are meant: DVC's targets and the options that go with them. */
export interface TargetRequest {
  /** As the user typed them: stages, `.dvc` files, outputs or what lies in them. None means everything. */
  readonly targets: readonly string[];
  /** Absolute path of the folder in which they were typed. */
  readonly cwd: string;
  /** Also what the stages of the targets need. */
  readonly withDeps?: boolean;
  /** A folder stands for everything whose dvc.yaml or `.dvc` file lies in it. */
  readonly recursive?: boolean;
}

/**
 * Picks the outputs that targets name, each once. A word that could be a stage or a path is the stage, as in DVC.
 * Throws a Failure for a target that names nothing.
 * @param root absolute path of the repository
 */
export function selectData(root: string, tracked: Tracked, request: TargetRequest): readonly SelectedData[] {
  if (request.targets.length === 0) return whole(tracked.outputs);
  const named = request.targets.flatMap((target) => {
    const found = findTarget(root, tracked, request, target);
    if (found === undefined) throw targetUnknown(target, namesIn(tracked));
    return found;
  });
  return eachOnce(request.withDeps === true ? [...whatTheyNeed(tracked, named), ...named] : named);
}

/** As `selectData`, and undefined for targets that name nothing, as in one of several revisions. */
export function selectIfThere(
  root: string,
  tracked: Tracked,
  request: TargetRequest,
): readonly SelectedData[] | undefined {
  const isThere = request.targets.every((target) => findTarget(root, tracked, request, target) !== undefined);
  return isThere ? selectData(root, tracked, request) : undefined;
}

/** Addresses of the stages that targets name, also of those without outputs; without targets all of them. */
export function selectedStages(
  root: string,
  { pipeline }: Tracked,
  request: TargetRequest,
  selected: readonly SelectedData[],
): readonly string[] {
  if (request.targets.length === 0) return pipeline.stages.map(({ address }) => address);
  const makers = selected.flatMap(({ output }) => (output.stage === undefined ? [] : [output.stage]));
  const named = request.targets.flatMap((target) => [
    ...stagesNamed(pipeline.stages, readTarget(root, request.cwd, target)),
  ]);
  return [...new Set([...makers, ...named])];
}

function findTarget(
  root: string,
  { outputs, pipeline, files }: Tracked,
  { cwd, recursive }: TargetRequest,
  target: string,
): SelectedData[] | undefined {
  const wanted = readTarget(root, cwd, target);
  const { file, name, isBare } = wanted;
  if (name === undefined) {
    const isThere = files.data.includes(file) || files.pipelines.includes(file);
    return isThere ? whole(outputs.filter((output) => output.file === file)) : undefined;
  }
  const made = ofStages(outputs, stagesNamed(pipeline.stages, wanted));
  if (made !== undefined || !isBare) return made;
  const path = pathFromRoot(root, cwd, target);
  return atPath(outputs, path) ?? (recursive === true ? inFolder(outputs, path) : undefined);
}

/** Addresses of the stages that a name, the name of a group or a dvc.yaml stands for. */
function stagesNamed(stages: readonly Stage[], { file, name }: Target): ReadonlySet<string> {
  const named = stages.filter(
    (stage) =>
      stage.file === file && (name === undefined || stage.name === name || stage.expansion?.group === name),
  );
  return new Set(named.map(({ address }) => address));
}

/** Undefined when there are no such stages; a stage without outputs is there and has nothing. */
function ofStages(
  outputs: readonly TrackedOutput[],
  addresses: ReadonlySet<string>,
): SelectedData[] | undefined {
  if (addresses.size === 0) return undefined;
  return whole(outputs.filter(({ stage }) => stage !== undefined && addresses.has(stage)));
}

function atPath(outputs: readonly TrackedOutput[], path: string): SelectedData[] | undefined {
  const output = outputs.find((candidate) => isWithin(path, candidate.path));
  if (output === undefined) return undefined;
  return [output.path === path ? { output } : { output, part: path }];
}

function inFolder(outputs: readonly TrackedOutput[], folder: string): SelectedData[] | undefined {
  const found = outputs.filter(({ file }) => folder === "." || isWithin(file, folder));
  return found.length > 0 ? whole(found) : undefined;
}

/** Outputs of the stages upstream, and the data of `.dvc` files that those stages and the named ones read. */
function whatTheyNeed({ outputs, pipeline }: Tracked, named: readonly SelectedData[]): SelectedData[] {
  const { upstream } = buildGraph(pipeline.stages);
  const starts = named.flatMap(({ output }) => (output.stage === undefined ? [] : [output.stage]));
  const needed = new Set(starts);
  for (const address of needed) for (const other of upstream.get(address) ?? []) needed.add(other);
  const sources = createPathTrie<TrackedOutput>();
  for (const output of outputs) if (output.stage === undefined) sources.add(output.path, output);
  const deps = pipeline.stages.filter(({ address }) => needed.has(address)).flatMap((stage) => stage.deps);
  const data = deps.flatMap(({ path }) => [
    ...sources.above(path),
    ...sources.at(path),
    ...sources.below(path),
  ]);
  return whole([...data, ...outputs.filter(({ stage }) => stage !== undefined && needed.has(stage))]);
}

function whole(outputs: readonly TrackedOutput[]): SelectedData[] {
  return outputs.map((output) => ({ output }));
}

/** Of what is named twice the first stays; of parts of what is named as a whole, none. */
function eachOnce(selected: readonly SelectedData[]): readonly SelectedData[] {
  const wholes = new Set(selected.flatMap(({ output, part }) => (part === undefined ? [output] : [])));
  const unique = new Map(
    selected
      .filter(({ output, part }) => part === undefined || !wholes.has(output))
      .map((data) => [`${data.output.file}\0${data.part ?? data.output.path}`, data]),
  );
  return [...unique.values()];
}

/** What targets may be, for somebody who mistyped one. */
export function namesIn({ outputs, files }: Tracked): readonly string[] {
  const names = outputs.flatMap(({ path, stage }) => (stage === undefined ? [path] : [path, stage]));
  return [...names, ...files.data, ...files.pipelines];
}
