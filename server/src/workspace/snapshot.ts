import type { CheckWorld } from "#core/pipeline/check";
import type { LineIndex } from "#core/pipeline/line-index";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { LockFile } from "#core/pipeline/lock/lock-model";
import type { Pipeline, PipelineFile, ReadText } from "#core/pipeline/model";
import type { Document } from "#core/pipeline/node";
import type { ReadValues } from "#core/pipeline/formats/read-values";
import { type Links, linkStages } from "#core/pipeline/graph/links";
import type { Problem } from "#core/pipeline/problem";
import { remembered } from "#core/pipeline/remembered";
import { type Findings, searchProblems } from "./findings.ts";
import type { LoadedFile } from "./load-cache.ts";
import type { ParsedFiles } from "./parsed-files.ts";

/**
 * A repository as it was at one moment, unsaved text included. An edit makes a new one, in which what the edit left alone is
 * the same objects with their places moved: a snapshot is not to be used once there is a newer one.
 */
export interface Snapshot {
  /** Absolute path with `/`. */
  readonly root: string;
  readonly pipeline: Pipeline;
  /** Text of a repository-relative file. */
  readonly read: ReadText;
  readonly exists: (path: string) => boolean;
  /** Names in a repository-relative folder; folders end with `/`. */
  readonly list: (folder: string) => readonly string[];
  readonly file: (path: string) => PipelineFile | undefined;
  /** Names of the remotes in DVC's settings, in lower case, as far as these can be read. */
  readonly remotes: ReadonlySet<string>;
  /** How stages hang together by their files; found once. */
  readonly links: () => Links;
  /** The tree of a file in the format that its suffix says, parsed once. Undefined where there is no such file. */
  readonly document: (path: string) => Document | undefined;
  /** What a file of values holds, with what is wrong in it. Undefined where there is no such file. */
  readonly values: (path: string) => ReadValues | undefined;
  readonly lines: (path: string) => LineIndex;
  readonly lock: (path: string) => LockFile | undefined;
  /** Everything that is wrong, in any file. */
  readonly problems: () => readonly Problem[];
  /**
   * The same where it is known or found in a moment. Of a large pipeline it is what is wrong inside of its files, and what
   * was found before the last edit where that did not touch it.
   */
  readonly quickProblems: () => { readonly problems: readonly Problem[]; readonly isWhole: boolean };
  /** Finds what `problems` gives, a step at a time; for as long as the snapshot is in force. */
  readonly findProblems: () => Generator<void>;
}

export interface SnapshotSource {
  readonly root: string;
  readonly loaded: readonly LoadedFile[];
  readonly read: ReadText;
  readonly exists: (path: string) => boolean;
  readonly list: (folder: string) => readonly string[];
  readonly remotes: ReadonlySet<string>;
  readonly findings: Findings;
  readonly parsed: ParsedFiles;
}

/** Joins the files of a repository; what is dear is done when it is asked for, and once. */
export function createSnapshot({
  root,
  loaded,
  read,
  exists,
  list,
  remotes,
  findings,
  parsed,
}: SnapshotSource): Snapshot {
  const files = loaded.map(({ file }) => file);
  const pipeline: Pipeline = {
    files,
    stages: files.flatMap(({ stages }) => stages),
    problems: loaded.flatMap(({ problems }) => problems),
  };
  const values = (path: string): ReadValues | undefined => {
    const text = read(path);
    return text === undefined ? undefined : parsed.values(path, text);
  };
  const document = (path: string): Document | undefined => {
    const known = files.find((file) => file.path === path)?.document;
    if (known !== undefined) return known;
    if (!path.endsWith(".lock")) return values(path)?.document;
    const text = read(path);
    return text === undefined ? undefined : parsed.lockTree(path, text);
  };
  const lock = (path: string): LockFile | undefined => {
    const text = read(path);
    return text === undefined ? undefined : parsed.lock(path, text);
  };
  const world: CheckWorld = {
    read,
    values,
    exists,
    list,
    locks: (pipelineFile) => lock(lockPathOf(pipelineFile)),
  };
  const search = searchProblems({ pipeline, world, findings });
  let links: Links | undefined;
  return {
    root,
    pipeline,
    read,
    exists,
    list,
    remotes,
    file: (path) => files.find((file) => file.path === path),
    document,
    values,
    lines: remembered((path: string) => parsed.lines(path, read(path) ?? "")),
    lock,
    links: () => (links ??= linkStages(pipeline.stages)),
    ...search,
  };
}
