import type { Cache } from "#core/data/cache/cache";
import { parseDvcFile } from "#core/data/dvc-file";
import type { TrackedData } from "#core/data/dvc-file";
import type { DvcFiles } from "#core/data/find-files";
import { decodeText } from "#core/metrics/file-source";
import type { FileSource } from "#core/metrics/file-source";
import { readMetrics } from "#core/metrics/read-metrics";
import { readParams } from "#core/metrics/read-params";
import { lockPathOf, parseLock } from "#core/pipeline/lock-file";
import type { LockEntry, LockItem } from "#core/pipeline/lock-model";
import type { Pipeline, Stage } from "#core/pipeline/model";

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
  /** What dvc.lock records, by stage address. */
  readonly entries: ReadonlyMap<string, LockEntry>;
  /** What `.dvc` files track. */
  readonly tracked: readonly TrackedData[];
  /** Everything whose content should be in the cache. */
  readonly cached: readonly CachedPath[];
}

/** A path with the content that it should have. */
interface CachedPath extends RecordedPath {
  readonly isexec: boolean;
}

/** Loads the pipeline of a place and what its dvc.lock and `.dvc` files record. */
export async function openPlace(source: FileSource, files: DvcFiles, cache: Cache): Promise<OpenedPlace> {
  const pipeline = await loadPipelineOf(source, files.pipelines);
  const [entries, tracked] = await Promise.all([
    readEntries(source, pipeline),
    readTracked(source, files.data),
  ]);
  const cached = [...recordedOutputs(pipeline.stages, entries), ...tracked.flatMap(cachedPath)];
  return { pipeline, entries, tracked, cached, source: withCachedOutputs(source, cached, cache) };
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

async function readEntries(source: FileSource, pipeline: Pipeline): Promise<ReadonlyMap<string, LockEntry>> {
  const entries = new Map<string, LockEntry>();
  for (const file of pipeline.files) {
    const path = lockPathOf(file.path);
    const bytes = await source.read(path);
    const text = bytes && decodeText(bytes);
    if (text === undefined) continue;
    const { stages } = parseLock(path, text);
    for (const stage of file.stages) {
      const entry = stages.get(stage.name);
      if (entry !== undefined) entries.set(stage.address, entry);
    }
  }
  return entries;
}

async function readTracked(source: FileSource, paths: readonly string[]): Promise<readonly TrackedData[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const bytes = await source.read(path);
      const text = bytes && decodeText(bytes);
      return text === undefined ? [] : parseDvcFile(path, text).outs;
    }),
  );
  return files.flat();
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
