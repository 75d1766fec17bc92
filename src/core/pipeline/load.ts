import { readArtifacts } from "./artifacts.ts";
import { checkShape, checkStageShape } from "./check-shape.ts";
import { offerKnownKey } from "./complete-key.ts";
import { withoutConsequences } from "./consequences.ts";
import { checkDatasets } from "./datasets.ts";
import { type FileContext, noOrigins } from "./file-context.ts";
import { childOf, entriesOf } from "./map-entries.ts";
import type { Pipeline, PipelineFile, ResolveOptions, Stage, Variables } from "./model.ts";
import type { Document, Entry, Node } from "./node.ts";
import {
  createLoadMemory,
  isUnchanged,
  type LoadedDefinition,
  type LoadedScope,
  type LoadMemory,
  moveChunks,
} from "./load-memory.ts";
import { type ChunkedYaml, documentOf, readInChunks } from "./yaml/chunked-yaml.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";
import { rereadChunks } from "./yaml/reread-chunks.ts";
import { readPlots } from "./plots.ts";
import { type Part, partOf, partsOf } from "./load-part.ts";
import { pythonText } from "./python/python-text.ts";
import type { Problem } from "./problem.ts";
import { folderOf } from "./repository-path.ts";
import { pipelineShape } from "./schema.ts";
import { looksTheSame, noteNames, type NotedScope } from "./templating/noted-scope.ts";
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
 *
 * @param memory what is remembered of the same file from before: after an edit of one stage, that one is loaded
 */
export function loadPipelineFile(
  path: string,
  options: ResolveOptions,
  memory: LoadMemory = createLoadMemory(),
): { readonly file: PipelineFile; readonly problems: readonly Problem[] } {
  const document = parsePipeline(path, options.read(path) ?? "", memory);
  forgetOptions(memory, options);
  const context: FileContext = {
    ...options,
    file: path,
    folder: folderOf(path),
    text: document.text,
    problems: document.problems.map((problem) => offerKnownKey(problem, document.text)),
    reported: new Set(),
    values: new Map(),
    origins: noOrigins(),
    known: memory.known,
  };
  const root = rootOf(document);
  if (root !== undefined) checkShape(withoutStages(root), pipelineShape, context);
  const file = resolveFile(root, document, { context, memory });
  return { file, problems: withoutRepeats(withoutConsequences(context.problems, document)) };
}

/** The tree of a dvc.yaml, of which an edit inside of `stages` costs the stages that it touched. */
function parsePipeline(path: string, text: string, memory: LoadMemory): Document {
  // Stages in braces are no pieces, and what was made of them would not be moved with theirs.
  const reread = memory.yaml?.key && rereadChunks(memory.yaml, text);
  if (reread !== undefined) moveChunks(memory, { file: path, chunks: reread.moved, delta: reread.delta });
  memory.yaml = reread?.yaml ?? readInChunks(path, text);
  return memory.yaml === undefined ? parseYaml(path, text) : documentOf(memory.yaml);
}

function forgetOptions(memory: LoadMemory, { hasRemote, parsing }: ResolveOptions): void {
  const { options } = memory;
  if (options.hasRemote === hasRemote && options.parsing === parsing) return;
  memory.options = { ...(hasRemote && { hasRemote }), ...(parsing && { parsing }) };
  memory.definitions = new WeakMap();
  memory.scope = undefined;
}

/** DVC takes an empty file, and any other false value, as an empty mapping. */
function rootOf({ root }: Document): Node | undefined {
  const isFalsy = root?.kind === "scalar" ? !root.value : root?.kind === "list" && root.items.length === 0;
  return isFalsy ? undefined : root;
}

/** The stages are checked one by one. */
function withoutStages(root: Node): Node {
  if (root.kind !== "map") return root;
  const entries = root.entries.map((entry) =>
    entry.key.value === "stages" && entry.value.kind === "map"
      ? { ...entry, value: { ...entry.value, entries: [] } }
      : entry,
  );
  return { ...root, entries };
}

/** What is loaded, and what is remembered of the last time. */
interface Loading {
  readonly context: FileContext;
  readonly memory: LoadMemory;
}

function resolveFile(root: Node | undefined, document: Document, loading: Loading): PipelineFile {
  const { context } = loading;
  const section = (name: string): Node | undefined => childOf(root, name);
  const { scope, variables } = resolveScope(section("vars"), loading);
  const loaded = resolveDefinitions(section("stages"), scope, loading);
  const stages: Stage[] = [];
  const plotting: Stage[] = [];
  for (const definition of loaded) {
    for (const stage of definition.stages) stages.push(stage);
    for (const problem of definition.problems) context.problems.push(problem);
    if (definition.hasPlots) plotting.push(...definition.stages);
  }
  checkDatasets(section("datasets"), scope, context);
  return {
    path: context.file,
    document,
    stages,
    definitions: loaded.map(({ definition }) => definition),
    metrics: readPaths(section("metrics"), scope, context),
    params: readPaths(section("params"), scope, context),
    plots: readPlots(section("plots"), plotting, scope, context),
    artifacts: readArtifacts(section("artifacts"), scope, context),
    variables,
  };
}

function resolveScope(vars: Node | undefined, { context, memory }: Loading): LoadedScope {
  const before = memory.scope;
  const isKept = before !== undefined && before.vars === vars && isUnchanged(before.reads, context.read);
  const loaded = isKept ? before : loadFileScope(vars, context);
  memory.scope = loaded;
  context.problems.push(...loaded.problems);
  return loaded;
}

function loadFileScope(vars: Node | undefined, context: FileContext): LoadedScope {
  const { part, reads } = partOf(context);
  const scope = loadScope(vars, part);
  return { vars, scope, variables: variablesOf(scope, context), problems: part.problems, reads: reads() };
}

function resolveDefinitions(section: Node | undefined, scope: Scope, loading: Loading): LoadedDefinition[] {
  const { context, memory } = loading;
  const broken = brokenEntries(memory.yaml, context);
  const names = noteNames(scope);
  const nextPart = partsOf(context);
  return entriesOf(section).map((entry) => {
    const isComplete = !broken(entry);
    const before = memory.definitions.get(entry);
    const isKept =
      before?.isComplete === isComplete &&
      looksTheSame(before.seen, before.scope, scope) &&
      isUnchanged(before.reads, context.read);
    if (isKept) return before;
    const loaded = loadDefinition(entry, { scope, isComplete, names }, nextPart());
    memory.definitions.set(entry, loaded);
    return loaded;
  });
}

/**
 * Tells of an entry whether there is something in it that is no YAML yet. Of a file that could not be read in pieces,
 * nobody knows how far a mistake reaches.
 */
function brokenEntries(
  yaml: ChunkedYaml | undefined,
  { problems, file }: FileContext,
): (entry: Entry) => boolean {
  if (yaml === undefined) {
    const isBroken = problems.some((problem) => problem.file === file && problem.code.startsWith("yaml/"));
    return () => isBroken;
  }
  const broken = new Set(yaml.stages.flatMap((chunk) => (chunk.problems.length > 0 ? chunk.entries : [])));
  return (entry) => broken.has(entry);
}

/** What a definition is loaded with; `names` notes of the same scope what is looked for. */
interface DefinitionFacts extends Pick<LoadedDefinition, "scope" | "isComplete"> {
  readonly names: NotedScope;
}

function loadDefinition(
  entry: Entry,
  { scope, isComplete, names }: DefinitionFacts,
  { part, reads }: Part,
): LoadedDefinition {
  checkStageShape(entry, isComplete, part);
  const stages = readStages(entry, names.noted, part);
  const definition = { name: pythonText(entry.key.value), range: entry.key.range };
  const hasPlots = stages.some(({ outs }) => outs.some(({ kind }) => kind === "plot"));
  return {
    definition,
    stages,
    hasPlots,
    problems: part.problems.length === 0 ? nothingFound : part.problems,
    scope,
    seen: names.seen(),
    isComplete,
    reads: reads(),
  };
}

/** The list of a part in which nothing was wrong may be filled by the next one. */
const nothingFound: readonly Problem[] = [];

function variablesOf(scope: Scope, { known }: FileContext): Variables {
  let values: Variables["values"] | undefined;
  return {
    get values() {
      return (values ??= valuesOf(scope.members, known?.values));
    },
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
