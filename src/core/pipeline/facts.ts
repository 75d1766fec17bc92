import { isUncertain } from "./broken-stages.ts";
import { type CommandLine, commandLines } from "./command/command-line.ts";
import { readValues } from "./formats/read-values.ts";
import { linkStages } from "./graph/links.ts";
import { isFileResolved } from "./is-file-resolved.ts";
import { lockPathOf } from "./lock/lock-file.ts";
import { findLockPlaces } from "./lock/lock-places.ts";
import { childOf, entriesOf } from "./map-entries.ts";
import type { Pipeline, PipelineFile, ReadText, Stage } from "./model.ts";
import type { Document, Node } from "./node.ts";
import { parameterPlaces } from "./params/parameter-places.ts";
import { flatten } from "./params/flatten.ts";
import { type ParameterRead, parameterReads } from "./python/params-reads.ts";
import { pythonText } from "./python/python-text.ts";
import { parameterFiles } from "./rules/parameter-files.ts";
import { parameterUses } from "./rules/parameter-uses.ts";
import { remembered } from "./remembered.ts";
import type { CheckFacts, CheckWorld, FolderNames, NamedParameter } from "./rules/rule.ts";

/** Whether some of a dvc.yaml is not YAML, or not what DVC expects there: what stands there may be an output. */
function isHalfRead({ problems, files }: Pipeline): boolean {
  const lost = problems.filter(({ code }) =>
    /^(?:yaml\/|dvc\/(?:unknown-key|empty-section|expected-|interp-unclosed))/.test(code),
  );
  if (lost.length === 0) return false;
  const paths = new Set(files.map(({ path }) => path));
  return lost.some(
    ({ code, file, severity }) => (severity === "error" || isUncertain(code)) && paths.has(file),
  );
}

/** What the rules see of a pipeline and the files around it. Each file is read when a rule asks for it, and once. */
export function gatherFacts(pipeline: Pipeline, world: CheckWorld): CheckFacts {
  const documents = new Map(pipeline.files.map((file) => [file.path, file.document]));
  const files = new Map(pipeline.files.map((file) => [file.path, file]));
  const parameters = remembered((file: string) => parametersByName(files.get(file)));
  const workflows = remembered((folder: string) => hasWindowsWorkflow(folder, world));
  const places = remembered(reading(world.read, findLockPlaces));
  const valuesOf = world.values ?? remembered(reading(world.read, readValues));
  const placesIn = remembered((file: string) => parameterPlaces(valuesOf(file)?.document.root));
  const definitions = remembered((file: string) => definitionsOf(documents.get(file)));
  const definitionOf = (stage: Stage): Node | undefined =>
    definitions(stage.file).get(stage.expansion?.group ?? stage.name);
  const links = linkStages(pipeline.stages);
  return {
    pipeline,
    world,
    documents,
    isComplete: pipeline.files.every(isFileResolved) && !isHalfRead(pipeline),
    links,
    parameterFiles: once(() => parameterFiles(pipeline, links)),
    parameterUses: once(() => parameterUses(pipeline)),
    valuesOf,
    parameterPlace: (file, name) => placesIn(file).get(name),
    lockPlaces: (pipelineFile) => places(lockPathOf(pipelineFile)),
    definitionOf,
    fileOf: (stage) => files.get(stage.file),
    parametersNamed: (stage, name) => parameters(stage.file).get(name) ?? [],
    readsOf: remembered((script) => readsIn(script, world.read)),
    namesIn: remembered((folder: string) =>
      folderNames((world.list?.(folder) ?? []).map((name) => name.replace(/\/$/, ""))),
    ),
    runsOnWindows: () => workflows(".github/workflows"),
    commandsOf: remembered((stage: Stage): readonly CommandLine[] => {
      const document = documents.get(stage.file);
      return document ? commandLines(stage, definitionOf(stage), document) : [];
    }),
  };
}

function folderNames(names: readonly string[]): FolderNames {
  const exact = new Set(names);
  const byLowerCase = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  return {
    has: (name) => exact.has(name),
    inOtherCase: (name) => byLowerCase.get(name.toLowerCase()),
  };
}

/** What dvc.yaml writes for each stage, or for each group: below `do`, where it has one. */
function definitionsOf(document: Document | undefined): ReadonlyMap<string, Node> {
  const entries = entriesOf(childOf(document?.root, "stages"));
  return new Map(entries.map(({ key, value }) => [pythonText(key.value), childOf(value, "do") ?? value]));
}

/** What `${}` sees, by the last part of its name. */
function parametersByName(file: PipelineFile | undefined): ReadonlyMap<string, readonly NamedParameter[]> {
  const byName = new Map<string, NamedParameter[]>();
  for (const [key, value] of flatten(file?.variables.values ?? new Map())) {
    const name = key.slice(key.lastIndexOf(".") + 1);
    const known = byName.get(name);
    if (known) known.push({ key, value });
    else byName.set(name, [{ key, value }]);
  }
  return byName;
}

/** Whether a workflow of GitHub runs on Windows: then the commands of the pipeline may, too. */
function hasWindowsWorkflow(folder: string, { list, read }: CheckWorld): boolean {
  const names = list?.(folder) ?? [];
  return names.some(
    (name) => /\.ya?ml$/.test(name) && /\bwindows-(?:latest|\d)/.test(read(`${folder}/${name}`) ?? ""),
  );
}

/** Most scripts load no file of parameters, and need no closer look. */
function readsIn(script: string, read: ReadText): readonly ParameterRead[] {
  const text = script.endsWith(".py") ? read(script) : undefined;
  return text !== undefined && /params_show|\.load|safe_load|full_load/.test(text)
    ? parameterReads(text)
    : [];
}

function reading<T>(
  read: ReadText,
  make: (path: string, text: string) => T,
): (path: string) => T | undefined {
  return (path) => {
    const text = read(path);
    return text === undefined ? undefined : make(path, text);
  };
}

function once<V>(make: () => V): () => V {
  const made = remembered((_nothing: undefined) => make());
  return () => made(undefined);
}
