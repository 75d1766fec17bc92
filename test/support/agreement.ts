import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { inspect, isDeepStrictEqual } from "node:util";
import { Failure } from "#core/failure";
import { openGit } from "#core/git/git";
import type { Git } from "#core/git/git";
import { buildGraph } from "#core/pipeline/graph/graph";
import type { Output, PlotProperties, Stage } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import { readWorkspaceFiles } from "#core/workspace-files";
import type { WorkspaceFiles } from "#core/workspace-files";
import { encodeValue, entriesOf, isDvcError, isEncodedList } from "./dvc-judge.ts";
import type { DvcError, Encoded, Judge, SaidOutput, SaidStage } from "./dvc-judge.ts";
import type { GeneratedPipeline } from "./generated-pipelines/generate.ts";
import { writeFiles } from "./git-repository.ts";

/** Writes a repository of Git and DVC with these files. Nothing is committed, so that no process is needed. */
export async function writeRepository(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(path.join(root, ".git/objects"), { recursive: true });
  await mkdir(path.join(root, ".git/refs"), { recursive: true });
  await writeFiles(root, {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
    ".dvc/config": "",
    ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    ...files,
  });
}

/** Makes a repository below a folder, and takes it away when the work is done. */
export async function withRepository<Result>(
  folder: string,
  { files }: GeneratedPipeline,
  work: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = path.join(folder, "repository");
  await writeRepository(root, files);
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A repository as ours reads it. */
export async function readRepository<Result>(
  root: string,
  use: (files: WorkspaceFiles, git: Git) => Result | Promise<Result>,
): Promise<Result> {
  const git = openGit(root);
  try {
    return await use(await readWorkspaceFiles(git), git);
  } finally {
    git.dispose();
  }
}

/** What makes ours refuse a pipeline where DVC refuses it too: in its files and locks, and in its graph. */
interface Refusals {
  readonly load: readonly Pick<Problem, "code" | "message">[];
  readonly graph: readonly Problem[];
}

function refusalsOf({ pipeline, lockOf }: WorkspaceFiles): Refusals {
  const ofLocks = pipeline.files.flatMap(({ path: file }) => lockOf(file)?.problems ?? []);
  return {
    load: errorsIn([...pipeline.problems, ...ofLocks]),
    graph: errorsIn(buildGraph(pipeline.stages).problems),
  };
}

export function errorsIn(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === "error");
}

/** Where DVC and ours do not load the same of a repository; empty when they agree. */
export async function loadDisagreements(
  judge: Judge,
  root: string,
  { isOnlyOurs = false }: GeneratedPipeline,
): Promise<string[]> {
  const theirs = await judge.ask(root, "load");
  const { ours, refusals } = await loadOurs(root);
  const [refusal] = refusals.load;
  if (isOnlyOurs)
    return refusal === undefined || isDvcError(theirs) ? ["ours should refuse, and DVC not"] : [];
  if (isDvcError(theirs)) return refusal === undefined ? [`only DVC refuses: ${told(theirs)}`] : [];
  if (refusal !== undefined) return [`only ours refuses: ${refusal.code} ${refusal.message}`];
  const stages = compareStages(root, theirs.stages, ours);
  if (stages.length > 0) return stages;
  const graph = await judge.ask(root, "graph");
  if (isDvcError(graph) === refusals.graph.length > 0) return [];
  return [
    `graph: DVC says ${isDvcError(graph) ? told(graph) : "ok"}, ours ${refusals.graph[0]?.message ?? "ok"}`,
  ];
}

/** A file that cannot be read at all is a failure to ours: it refuses as well. */
async function loadOurs(root: string): Promise<{ ours: readonly SaidStage[]; refusals: Refusals }> {
  try {
    return await readRepository(root, (files) => ({
      ours: files.pipeline.stages.map(describeStage),
      refusals: refusalsOf(files),
    }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ours: [], refusals: { load: [{ code: error.kind, message: error.message }], graph: [] } };
  }
}

export function told({ error, text }: DvcError): string {
  return `${error}: ${text}`;
}

function compareStages(root: string, theirs: readonly SaidStage[], ours: readonly SaidStage[]): string[] {
  const byAddress = new Map(ours.map((stage) => [stage.address, comparable(root, stage)]));
  const missing = theirs.filter(({ address }) => !byAddress.has(address)).map(({ address }) => address);
  if (missing.length > 0 || theirs.length !== ours.length) {
    return [`DVC has ${theirs.length} stages, ours ${ours.length}; ours lacks ${missing.join(", ")}`];
  }
  return theirs.flatMap((stage) => {
    const [dvc, own] = [Object.entries(comparable(root, stage)), byAddress.get(stage.address)];
    return dvc.flatMap(([field, said]) => {
      const we: unknown = own?.[field];
      return isDeepStrictEqual(said, we)
        ? []
        : [`${stage.address}.${field}: DVC ${shown(said)}, ours ${shown(we)}`];
    });
  });
}

function shown(value: unknown): string {
  return inspect(value, { depth: 9, breakLength: Infinity });
}

/** Absolute paths are compared as such; texts of an output that an expression made to something else are left out. */
function comparable(root: string, stage: SaidStage): Readonly<Record<string, unknown>> {
  const at = <Path extends { readonly path: string }>(reference: Path): Path =>
    /^[a-z]+:\/\//.test(reference.path)
      ? reference
      : { ...reference, path: path.resolve(root, reference.path) };
  return {
    ...stage,
    wdir: path.resolve(root, stage.wdir),
    deps: stage.deps.map(at),
    params: stage.params.map(at),
    outs: stage.outs.map((output) => at(comparableOutput(output))),
  };
}

function comparableOutput(output: SaidOutput): SaidOutput {
  const isText = (value: Encoded): boolean => typeof value === "string";
  const textOf = (value: Encoded): Encoded => (isText(value) ? value : null);
  const plot = entriesOf(output.plot ?? null).filter(
    ([key, value]) => isText(value) || (key === "header" && typeof value === "boolean"),
  );
  const labels = isEncodedList(output.labels) ? output.labels.filter(isText) : [];
  const sorted = plot.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...output, desc: textOf(output.desc), type: textOf(output.type), labels, plot: { map: sorted } };
}

function describeStage(stage: Stage): SaidStage {
  return {
    address: stage.address,
    cmd: encodeValue(stage.cmd),
    wdir: stage.wdir,
    deps: stage.deps.map(({ text, path: at }) => ({ text, path: at })),
    params: stage.params.map(({ text, path: at, keys }) => ({
      text,
      path: at,
      keys: (keys ?? []).map(({ key }) => key),
    })),
    outs: stage.outs.map(describeOutput),
    frozen: stage.frozen,
    always_changed: stage.alwaysChanged,
    desc: encodeValue(stage.desc ?? null),
    meta: encodeValue(stage.meta ?? null),
  };
}

function describeOutput(output: Output): SaidOutput {
  const { text, path: at, kind, cache, persist, push } = output;
  return {
    text,
    path: at,
    kind,
    cache,
    persist,
    push,
    remote: output.remote ?? null,
    desc: output.desc ?? null,
    type: output.type ?? null,
    labels: output.labels ?? [],
    meta: encodeValue(output.meta ?? null),
    ...(output.plot !== undefined && { plot: describePlot(output.plot) }),
  };
}

function describePlot({ template, x, y, xLabel, yLabel, title, header }: PlotProperties): Encoded {
  const properties = { template, x, y, x_label: xLabel, y_label: yLabel, title, header };
  return {
    map: Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  };
}
