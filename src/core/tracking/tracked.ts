import { isUtf8 } from "node:buffer";

import { parseDvcFile } from "#core/data/dvc-file";
import type { DvcFile } from "#core/data/dvc-file";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles } from "#core/data/find-files";
import type { DvcFiles } from "#core/data/find-files";
import { findIgnoredOutputs } from "#core/data/ignored-outputs";
import { visibleData } from "#core/data/visible-data";
import { decodeText } from "#core/metrics/file-source";
import type { FileSource } from "#core/metrics/file-source";
import { folderSource } from "#core/metrics/folder-source";
import { lockPathOf, parseLock } from "#core/pipeline/lock/lock-file";
import type { LockItem } from "#core/pipeline/lock/lock-model";
import type { Pipeline, ResolveOptions } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import { readImport } from "#core/tracking/import/import-file";
import type { Origin } from "#core/tracking/import/import-file";

import { loadPipelineOf } from "./load-pipeline-of.ts";
import type { DataPlace } from "./place.ts";
import { dvcFilesOf, revisionSource } from "./revision-source.ts";

/** One output of a stage or of a `.dvc` file, with what dvc.lock or the file itself records of its content. */
export interface TrackedOutput {
  /** Repository-relative, with `/`. */
  readonly path: string;
  /** The dvc.yaml or the `.dvc` file that names it. */
  readonly file: string;
  /** Address of the stage that makes it; absent for data that a `.dvc` file tracks. */
  readonly stage?: string;
  /** Absent when nothing was recorded yet. `hash` is absent in records of DVC 2. */
  readonly recorded?: Omit<LockItem, "path">;
  /** False with `cache: false`: then Git keeps the data, not the cache. */
  readonly cache: boolean;
  readonly push: boolean;
  readonly persist: boolean;
  /** The remote of this output, where it is not the repository's. */
  readonly remote?: string;
  /** It comes from another repository (`import`), which keeps it: it is not pushed. */
  readonly isImported: boolean;
  /**
   * Where to bring it from, for data that none of our remotes has: of another repository, or of an URL that was imported
   * without its data. Absent also when dvc alone can bring it.
   */
  readonly origin?: Origin;
}

/** Everything that a working tree or a revision tracks. */
export interface Tracked {
  readonly outputs: readonly TrackedOutput[];
  readonly pipeline: Pipeline;
  /** The `.dvc` files, without those in the outputs of others, where DVC does not look for any. */
  readonly sources: readonly DvcFile[];
  readonly files: DvcFiles;
  /** What is wrong with the pipeline, its locks and the `.dvc` files; nothing may be deleted while there are errors. */
  readonly problems: readonly Problem[];
}

/** What the working tree tracks, also in files that Git does not know yet. */
export async function readTracked(
  { root, git }: DataPlace,
  options: Omit<ResolveOptions, "read"> = {},
): Promise<Tracked> {
  const ignore = openDvcIgnore(root);
  const tracked = await collectTracked(folderSource(root), await findDvcFiles(git, ignore), options);
  const { pipeline, sources, problems } = tracked;
  const ignored = await findIgnoredOutputs([...pipeline.stages, ...sources], ignore);
  return { ...tracked, problems: [...problems, ...ignored] };
}

/** What a commit tracks. */
export async function readTrackedAt(
  { git }: DataPlace,
  commit: string,
  options: Omit<ResolveOptions, "read"> = {},
): Promise<Tracked> {
  return collectTracked(revisionSource(git, commit), await dvcFilesOf(git, commit), options);
}

/** Joins what the pipelines declare with what their locks record, and adds the `.dvc` files. */
export async function collectTracked(
  source: FileSource,
  files: DvcFiles,
  options: Omit<ResolveOptions, "read">,
): Promise<Tracked> {
  const unreadable = new Set<string>();
  const texts = noting(source, unreadable);
  const pipeline = await loadPipelineOf(texts, files.pipelines, options);
  const stages = await Promise.all(pipeline.files.map((file) => stageOutputs(texts, file)));
  const data = await Promise.all(files.data.map((file) => dataOutputs(texts, file)));
  const sources = visibleData(
    pipeline.stages,
    data.map(({ source: each }) => each),
  );
  const seen = new Set(sources);
  const all = [...stages, ...data.filter(({ source: each }) => seen.has(each))];
  return {
    outputs: all.flatMap(({ outputs }) => outputs),
    pipeline,
    sources,
    files,
    problems: [
      ...[...unreadable].map(notText),
      ...pipeline.problems,
      ...all.flatMap(({ problems }) => problems),
    ],
  };
}

/** The same files; those that are no text, and so seem empty to their readers, are noted. */
function noting(source: FileSource, unreadable: Set<string>): FileSource {
  return {
    ...source,
    async read(path, offset) {
      const bytes = await source.read(path, offset);
      if (bytes !== undefined && !isUtf8(bytes)) unreadable.add(path);
      return bytes;
    },
  };
}

function notText(file: string): Problem {
  const message = "This file is not text in UTF-8, which DVC needs: save it in this encoding.";
  return { code: "data/wrong-type", severity: "error", file, range: { start: 0, end: 0 }, message };
}

interface Collected {
  readonly outputs: readonly TrackedOutput[];
  readonly problems: readonly Problem[];
}

async function stageOutputs(source: FileSource, file: Pipeline["files"][number]): Promise<Collected> {
  const path = lockPathOf(file.path);
  const text = await readText(source, path);
  const lock = text === undefined ? undefined : parseLock(path, text);
  const outputs = file.stages.flatMap((stage) => {
    const items = new Map(lock?.stages.get(stage.name)?.outs.map((item) => [item.path, item]));
    return stage.outs.map((out): TrackedOutput => {
      const recorded = items.get(out.text);
      return {
        path: out.path,
        file: file.path,
        stage: stage.address,
        ...(recorded && { recorded }),
        cache: out.cache,
        push: out.push,
        persist: out.persist,
        ...(out.remote !== undefined && { remote: out.remote }),
        isImported: false,
      };
    });
  });
  return { outputs, problems: lock?.problems ?? [] };
}

async function dataOutputs(
  texts: FileSource,
  file: string,
): Promise<Collected & { readonly source: DvcFile }> {
  const text = (await readText(texts, file)) ?? "";
  const source = parseDvcFile(file, text);
  const { outs, problems, isImported } = source;
  const outputs = outs.map(({ path, cache, push, persist, remote, ...recorded }): TrackedOutput => {
    const isElsewhere = isImported || recorded.md5 === undefined;
    const origin = isElsewhere ? originIn(text) : undefined;
    return {
      path,
      file,
      recorded,
      cache,
      push,
      persist,
      ...(remote !== undefined && { remote }),
      isImported,
      ...(origin && { origin }),
    };
  });
  return { outputs, problems, source };
}

function originIn(text: string): Origin | undefined {
  const record = readImport(text);
  return record?.unsupported === undefined ? record?.origin : undefined;
}

async function readText(source: FileSource, path: string): Promise<string | undefined> {
  const bytes = await source.read(path);
  return bytes && decodeText(bytes);
}
