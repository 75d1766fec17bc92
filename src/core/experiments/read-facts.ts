import type { Cache } from "#core/data/cache/cache";
import { parseDvcFile } from "#core/data/dvc-file";
import type { DvcFile, TrackedData } from "#core/data/dvc-file";
import type { DvcFiles } from "#core/data/find-files";
import { decodeText } from "#core/metrics/file-source";
import type { FileSource } from "#core/metrics/file-source";
import { readMetrics } from "#core/metrics/read-metrics";
import { readParams } from "#core/metrics/read-params";
import { lockPathOf, parseLock } from "#core/pipeline/lock/lock-file";
import type { LockEntry, LockFile, LockItem } from "#core/pipeline/lock/lock-model";
import type { Pipeline, Stage } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";

import { withCachedOutputs } from "./cached-source.ts";
import type { RecordedPath } from "./cached-source.ts";
import { loadPipelineOf } from "#core/tracking/load-pipeline-of";
import type { Measured, RecordedData } from "./table.ts";

/** What the table shows of one revision, or of a folder as it is. */
export interface Facts extends Measured {
  readonly deps: ReadonlyMap<string, RecordedData>;
  /** Without metrics and plots, as DVC shows them. */
  readonly outs: ReadonlyMap<string, RecordedData>;
}

/** A place with its pipeline, ready to be asked for parameters, metrics and curves. */
export interface OpenedPlace {
  readonly pipeline: Pipeline;
  /** With outputs that are only in the cache. */
  readonly source: FileSource;
  /** Only what is really there. */
  readonly files: FileSource;
  /** What dvc.lock records, by stage address. */
  readonly entries: ReadonlyMap<string, LockEntry>;
  /** What `.dvc` files track. */
  readonly tracked: readonly TrackedData[];
  /** Everything whose content should be in the cache. */
  readonly cached: readonly CachedPath[];
  /** Of the pipeline, its locks and the `.dvc` files; with an error among them DVC reads nothing of the place. */
  readonly problems: readonly Problem[];
}

/** A path with the content that it should have. */
interface CachedPath extends RecordedPath {
  readonly isexec: boolean;
}

/** Loads the pipeline of a place and what its dvc.lock and `.dvc` files record. */
export async function openPlace(source: FileSource, files: DvcFiles, cache: Cache): Promise<OpenedPlace> {
  const pipeline = await loadPipelineOf(source, files.pipelines);
  const [locks, dvcFiles] = await Promise.all([
    readLocks(source, pipeline),
    readDvcFiles(source, files.data),
  ]);
  const entries = entriesOf(pipeline, locks);
  const tracked = dvcFiles.flatMap(({ outs }) => outs);
  const cached = [...recordedOutputs(pipeline.stages, entries), ...tracked.flatMap(cachedPath)];
  const problems = [pipeline, ...locks.values(), ...dvcFiles].flatMap((file) => file.problems);
  const withCache = withCachedOutputs(source, cached, cache);
  return { pipeline, entries, tracked, cached, problems, source: withCache, files: source };
}

/** Parameters, metrics and recorded data of a place. */
export async function readFacts({ pipeline, entries, tracked, source }: OpenedPlace): Promise<Facts> {
  const [params, metrics] = await Promise.all([readParams(pipeline, source), readMetrics(pipeline, source)]);
  const deps = new Map<string, RecordedData>();
  const outs = new Map<string, RecordedData>();
  for (const stage of pipeline.stages) {
    const entry = entries.get(stage.address);
    for (const dep of stage.deps) deps.set(dep.path, recordedData(itemOf(entry?.deps, dep.text)));
    for (const out of stage.outs)
      if (out.kind === "out") outs.set(out.path, recordedData(itemOf(entry?.outs, out.text)));
  }
  for (const data of tracked) outs.set(data.path, recordedData(data));
  return { params: params.values, metrics: metrics.values, deps, outs };
}

function recordedOutputs(
  stages: readonly Stage[],
  entries: ReadonlyMap<string, LockEntry>,
): readonly CachedPath[] {
  return stages.flatMap((stage) =>
    stage.outs.flatMap((out) => {
      const item = itemOf(entries.get(stage.address)?.outs, out.text);
      if (!out.cache || item?.md5 === undefined) return [];
      return [{ path: out.path, md5: item.md5, isexec: item.isexec === true }];
    }),
  );
}

/** The dvc.lock files that are there, by their dvc.yaml. */
async function readLocks(source: FileSource, pipeline: Pipeline): Promise<ReadonlyMap<string, LockFile>> {
  const locks = new Map<string, LockFile>();
  for (const file of pipeline.files) {
    const path = lockPathOf(file.path);
    const text = await readText(source, path);
    if (text !== undefined) locks.set(file.path, parseLock(path, text));
  }
  return locks;
}

function entriesOf(
  { stages }: Pipeline,
  locks: ReadonlyMap<string, LockFile>,
): ReadonlyMap<string, LockEntry> {
  const entries = new Map<string, LockEntry>();
  for (const { file, name, address } of stages) {
    const entry = locks.get(file)?.stages.get(name);
    if (entry !== undefined) entries.set(address, entry);
  }
  return entries;
}

async function readDvcFiles(source: FileSource, paths: readonly string[]): Promise<readonly DvcFile[]> {
  const texts = await Promise.all(paths.map((path) => readText(source, path)));
  return paths.flatMap((path, index) => {
    const text = texts[index];
    return text === undefined ? [] : [parseDvcFile(path, text)];
  });
}

async function readText(source: FileSource, path: string): Promise<string | undefined> {
  const bytes = await source.read(path);
  return bytes && decodeText(bytes);
}

function cachedPath({ path, md5, cache, isexec }: TrackedData): CachedPath[] {
  return cache && md5 !== undefined ? [{ path, md5, isexec: isexec === true }] : [];
}

function itemOf(items: readonly LockItem[] | undefined, text: string): LockItem | undefined {
  return items?.find((item) => item.path === text);
}

function recordedData(item: Omit<LockItem, "path"> | undefined): RecordedData {
  return {
    hash: item?.md5 ?? null,
    size: item?.size === undefined ? null : Number(item.size),
    nfiles: item?.nfiles === undefined ? null : Number(item.nfiles),
  };
}
