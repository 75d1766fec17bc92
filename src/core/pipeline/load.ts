import { readArtifacts } from "./artifacts.ts";
import { checkShape } from "./check-shape.ts";
import { offerKnownKey } from "./complete-key.ts";
import { checkDatasets } from "./datasets.ts";
import type { FileContext } from "./file-context.ts";
import { childOf, entriesOf } from "./map-entries.ts";
import type { Pipeline, PipelineFile, ResolveOptions, Variables } from "./model.ts";
import type { Document, Node } from "./node.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";
import { readPlots } from "./plots.ts";
import { pythonText } from "./python/python-text.ts";
import type { Problem } from "./problem.ts";
import { folderOf } from "./repository-path.ts";
import { pipelineShape } from "./schema.ts";
import { followName, type Scope, valuesOf } from "./templating/scope.ts";
import { readStages } from "./stages.ts";
import { readPaths } from "./top-level-paths.ts";
import { loadScope } from "./templating/variables.ts";

/**
 * Loads the given dvc.yaml files of a repository; a path that cannot be read counts as an empty file. As in DVC, a file
 * inside of a folder that a file further up makes is data, and is not loaded.
 */
export function loadPipeline(paths: readonly string[], options: ResolveOptions): Pipeline {
  const byPath = new Map<string, ReturnType<typeof loadPipelineFile>>();
  const outputs = new Set<string>();
  for (const path of paths.toSorted((a, b) => depthOf(a) - depthOf(b))) {
    if (isInside(outputs, path)) continue;
    const loaded = loadPipelineFile(path, options);
    byPath.set(path, loaded);
    for (const stage of loaded.file.stages) for (const output of stage.outs) outputs.add(output.path);
  }
  const loaded = paths.flatMap((path) => byPath.get(path) ?? []);
  const files = loaded.map(({ file }) => file);
  return {
    files,
    stages: files.flatMap(({ stages }) => stages),
    problems: withoutRepeats(loaded.flatMap(({ problems }) => problems)),
  };
}

function depthOf(path: string): number {
  return path.split("/").length;
}

/** Whether a file stands in one of these folders. */
function isInside(folders: ReadonlySet<string>, file: string): boolean {
  for (let folder = folderOf(file); folder !== "."; folder = folderOf(folder)) {
    if (folders.has(folder)) return true;
  }
  return false;
}

/**
 * Loads one dvc.yaml: parses it, checks its shape, reads its variables, and resolves what it defines. Never throws; a
 * file with mistakes gives what can still be understood, and a problem for each mistake, also for those in the
 * parameter files that it reads.
 */
export function loadPipelineFile(
  path: string,
  options: ResolveOptions,
): { readonly file: PipelineFile; readonly problems: readonly Problem[] } {
  const document = parseYaml(path, options.read(path) ?? "");
  const context: FileContext = {
    ...options,
    file: path,
    folder: folderOf(path),
    text: document.text,
    problems: document.problems.map((problem) => offerKnownKey(problem, document.text)),
    reported: new Set(),
    values: new Map(),
    origins: new WeakMap(),
  };
  const root = rootOf(document);
  if (root !== undefined) checkShape(root, pipelineShape, context);
  const file = resolveFile(root, document, context);
  return { file, problems: withoutRepeats(context.problems) };
}

/** DVC takes an empty file, and any other false value, as an empty mapping. */
function rootOf({ root }: Document): Node | undefined {
  const isFalsy = root?.kind === "scalar" ? !root.value : root?.kind === "list" && root.items.length === 0;
  return isFalsy ? undefined : root;
}

function resolveFile(root: Node | undefined, document: Document, context: FileContext): PipelineFile {
  const section = (name: string): Node | undefined => childOf(root, name);
  const scope = loadScope(section("vars"), context);
  const stages = readStages(section("stages"), scope, context);
  checkDatasets(section("datasets"), scope, context);
  return {
    path: context.file,
    document,
    stages,
    definitions: entriesOf(section("stages")).map(({ key }) => ({
      name: pythonText(key.value),
      range: key.range,
    })),
    metrics: readPaths(section("metrics"), scope, context),
    params: readPaths(section("params"), scope, context),
    plots: readPlots(section("plots"), stages, scope, context),
    artifacts: readArtifacts(section("artifacts"), scope, context),
    variables: variablesOf(scope),
  };
}

function variablesOf(scope: Scope): Variables {
  return {
    values: valuesOf(scope.members),
    origin: (name) => followName(scope, name.split(".")).found?.place,
    complete: scope.complete,
  };
}

/** Two dvc.yaml files may read one broken parameter file. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, code, range, message }) => {
    const identity = [file, code, range.start, range.end, message].join("\n");
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}
