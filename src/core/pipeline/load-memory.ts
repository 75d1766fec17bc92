import type { PipelineFile, ResolveOptions, Stage } from "./model.ts";
import type { Entry } from "./node.ts";
import type { Problem, Range } from "./problem.ts";
import type { Scope } from "./templating/scope.ts";
import { rangesOfNode, rangesOfProblem, shiftRanges, uniqueRanges } from "./yaml/move-ranges.ts";
import type { Chunk, ChunkedYaml } from "./yaml/chunked-yaml.ts";

/** One entry of `stages` after interpolation and expansion. */
export interface LoadedDefinition {
  readonly definition: PipelineFile["definitions"][number];
  readonly stages: readonly Stage[];
  /** Whether one of the stages makes a plot. */
  readonly hasPlots: boolean;
  readonly problems: readonly Problem[];
  /** What it was made of besides its own text. */
  readonly scope: Scope;
  readonly isComplete: boolean;
  readonly reads: Reads;
}

/** What `${}` sees in a whole dvc.yaml. */
export interface LoadedScope {
  readonly vars: Entry["value"] | undefined;
  readonly scope: Scope;
  readonly problems: readonly Problem[];
  readonly reads: Reads;
}

/** Texts of files that something was made of. */
export type Reads = ReadonlyMap<string, string | undefined>;

/**
 * What loading one dvc.yaml remembers for the next time. Stages that an edit leaves as they are stay the same objects, and
 * where they stand elsewhere now their places are moved in them: a pipeline that was loaded before is outdated then.
 */
export interface LoadMemory {
  yaml: ChunkedYaml | undefined;
  scope: LoadedScope | undefined;
  options: Pick<ResolveOptions, "hasRemote" | "parsing">;
  definitions: WeakMap<Entry, LoadedDefinition>;
  readonly places: WeakMap<Chunk, ChunkPlaces>;
}

/** The places in a piece and in what was made of it, as long as that is the same. */
interface ChunkPlaces {
  readonly ranges: readonly Range[];
  readonly madeOf: readonly (LoadedDefinition | undefined)[];
}

export function createLoadMemory(): LoadMemory {
  return {
    yaml: undefined,
    scope: undefined,
    options: {},
    definitions: new WeakMap(),
    places: new WeakMap(),
  };
}

/** Moves a piece of a dvc.yaml, and everything that was made of it, to where it stands now. */
export function moveChunk(memory: LoadMemory, chunk: Chunk, file: string, delta: number): void {
  const made = chunk.entries.map((entry) => memory.definitions.get(entry));
  const known = memory.places.get(chunk);
  const isKnown = known !== undefined && made.every((each, index) => each === known.madeOf[index]);
  const places = isKnown ? known : { ranges: uniqueRanges(rangesOfChunk(memory, chunk, file)), madeOf: made };
  if (!isKnown) memory.places.set(chunk, places);
  shiftRanges(places.ranges, delta);
  chunk.start += delta;
  chunk.end += delta;
}

function rangesOfChunk({ definitions }: LoadMemory, { entries, problems }: Chunk, file: string): Range[] {
  const found = problems.flatMap((problem) => rangesOfProblem(problem, file));
  for (const entry of entries) {
    found.push(entry.key.range);
    rangesOfNode(entry.value, found);
    const loaded = definitions.get(entry);
    for (const problem of loaded?.problems ?? []) found.push(...rangesOfProblem(problem, file));
    for (const stage of loaded?.stages ?? []) found.push(...rangesOfStage(stage));
  }
  return found;
}

function rangesOfStage({ range, cmdRange, deps, params, outs }: Stage): Range[] {
  const found = [range, cmdRange];
  for (const dependency of deps) found.push(dependency.range);
  for (const output of outs) found.push(output.range);
  for (const file of params) {
    found.push(file.range);
    for (const key of file.keys ?? []) found.push(key.range);
  }
  return found;
}

/** Whether all these files are as they were. */
export function isUnchanged(reads: Reads, read: ResolveOptions["read"]): boolean {
  for (const [file, text] of reads) if (read(file) !== text) return false;
  return true;
}
