import { buildGraph } from "#core/pipeline/graph";
import type { Stage } from "#core/pipeline/model";
import { createPathTrie } from "#core/pipeline/path-trie";
import { isWithin } from "#core/pipeline/repository-path";

import { targetUnknown } from "./failures.ts";
import { pathFromRoot } from "./path-from-root.ts";
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

function findTarget(
  root: string,
  { outputs, pipeline, files }: Tracked,
  { cwd, recursive }: TargetRequest,
  target: string,
): SelectedData[] | undefined {
  const [, file, name] = /^(.*\.dvc|(?:.*[/\\])?dvc\.yaml)(?::(.+))?$/u.exec(target) ?? [];
  if (file !== undefined) {
    const path = pathFromRoot(root, cwd, file);
    if (name !== undefined) return ofStages(outputs, stagesNamed(pipeline.stages, path, name));
    const isThere = files.data.includes(path) || files.pipelines.includes(path);
    return isThere ? whole(outputs.filter((output) => output.file === path)) : undefined;
  }
  const pipelineHere = pathFromRoot(root, cwd, "dvc.yaml");
  const path = pathFromRoot(root, cwd, target);
  return (
    ofStages(outputs, stagesNamed(pipeline.stages, pipelineHere, target)) ??
    atPath(outputs, path) ??
    (recursive === true ? inFolder(outputs, path) : undefined)
  );
}

/** Addresses of the stages that a name or the name of a group stands for in one dvc.yaml. */
function stagesNamed(stages: readonly Stage[], file: string, name: string): ReadonlySet<string> {
  const named = stages.filter(
    (stage) => stage.file === file && (stage.name === name || stage.expansion?.group === name),
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

function namesIn({ outputs, files }: Tracked): readonly string[] {
  const names = outputs.flatMap(({ path, stage }) => (stage === undefined ? [path] : [path, stage]));
  return [...names, ...files.data, ...files.pipelines];
}
