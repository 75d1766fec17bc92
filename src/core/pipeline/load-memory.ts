import type { KnownVariables } from "./file-context.ts";
import type { PipelineFile, ResolveOptions, Stage, Variables } from "./model.ts";
import type { Entry } from "./node.ts";
import type { Problem, Range } from "./problem.ts";
import type { SeenNames } from "./templating/noted-scope.ts";
import type { Scope } from "./templating/scope.ts";
import { rangesOfNode, rangesOfProblem, shiftRanges, uniqueRanges } from "./yaml/move-ranges.ts";
import type { ChunkedYaml } from "./yaml/chunked-yaml.ts";
import type { Chunk } from "./yaml/read-chunk.ts";

/** One entry of `stages` after interpolation and expansion. */
export interface LoadedDefinition {
  readonly definition: PipelineFile["definitions"][number];
  readonly stages: readonly Stage[];
  /** Whether one of the stages makes a plot. */
  readonly hasPlots: boolean;
  readonly problems: readonly Problem[];
  /** What it was made of besides its own text. */
  readonly scope: Scope;
  readonly seen: SeenNames;
  readonly isComplete: boolean;
  readonly reads: Reads;
}

/** What `${}` sees in a whole dvc.yaml. */
export interface LoadedScope {
  readonly vars: Entry["value"] | undefined;
  readonly scope: Scope;
  readonly variables: Variables;
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
  readonly known: KnownVariables;
}

/** The places in a piece and in what was made of its entries, as long as that is the same. */
interface ChunkPlaces {
  readonly ranges: readonly Range[];
  readonly madeOf: readonly (LoadedDefinition | LoadedScope | undefined)[];
}

export function createLoadMemory(): LoadMemory {
  return {
    yaml: undefined,
    scope: undefined,
    options: {},
    definitions: new WeakMap(),
    places: new WeakMap(),
    known: { variables: new WeakMap(), values: new WeakMap(), holdable: new WeakSet() },
  };
}

/** Pieces of a dvc.yaml that stand elsewhere now. */
export interface MovedChunks {
  readonly file: string;
  readonly chunks: readonly Chunk[];
  readonly delta: number;
}

/** Moves pieces of a dvc.yaml, and everything that was made of them, to where they stand now. */
export function moveChunks(memory: LoadMemory, { file, chunks, delta }: MovedChunks): void {
  // Which places are in which piece can be said only as long as none of them has moved.
  const places = chunks.map((chunk) => placesOf(memory, chunk, file));
  for (const { ranges } of places) shiftRanges(ranges, delta);
  for (const chunk of chunks) {
    chunk.start += delta;
    chunk.end += delta;
  }
}

function placesOf(memory: LoadMemory, chunk: Chunk, file: string): ChunkPlaces {
  const { definitions, scope, places } = memory;
  const madeOf: ChunkPlaces["madeOf"] = chunk.entries.map((entry) =>
    entry.value === scope?.vars ? scope : definitions.get(entry),
  );
  const known = places.get(chunk);
  if (known !== undefined && madeOf.every((each, index) => each === known.madeOf[index])) return known;
  const found = { ranges: uniqueRanges(rangesOfChunk(chunk, madeOf, file)), madeOf };
  places.set(chunk, found);
  return found;
}

function rangesOfChunk(chunk: Chunk, madeOf: ChunkPlaces["madeOf"], file: string): Range[] {
  const found = chunk.problems.flatMap((problem) => rangesOfProblem(problem, file));
  for (const { key, value } of chunk.entries) {
    found.push(key.range);
    rangesOfNode(value, found);
  }
  for (const made of madeOf) {
    for (const problem of made?.problems ?? []) {
      found.push(...rangesOfProblem(withoutOthers(problem, chunk), file));
    }
    if (made !== undefined && "stages" in made) {
      for (const stage of made.stages) found.push(...rangesOfStage(stage));
    }
  }
  return found;
}

/** A stage may tell of the variables of the whole file: their place moves with the piece that they stand in, or stays. */
function withoutOthers(problem: Problem, { start, end }: Chunk): Problem {
  const { related } = problem;
  if (related === undefined) return problem;
  return { ...problem, related: related.filter(({ range }) => range.start >= start && range.end <= end) };
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
