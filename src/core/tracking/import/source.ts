import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";

import type { DataObject } from "#core/data/cache/object-name";
import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import { listFiles } from "#core/git/trees";
import type { TreeFile } from "#core/git/trees";
import { isOutside, isWithin } from "#core/pipeline/repository-path";
import { recordedObject } from "#core/tracking/recorded-object";
import { readTrackedAt } from "#core/tracking/tracked";
import type { TrackedOutput } from "#core/tracking/tracked";

import { notInSource, sourceNotRecorded } from "./failures.ts";
import { openSource } from "./source-commit.ts";
import type { SourceCommit, SourceRequest } from "./source-commit.ts";
import { readSourceSettings } from "./source-settings.ts";
import type { SourceSettings } from "./source-settings.ts";

/** A commit of another repository with what its pipelines and `.dvc` files track there. */
export interface Source extends SourceCommit {
  /** The DVC repository in it that a path belongs to, relative to the root of Git; empty for the root. */
  readonly project: string;
  readonly outputs: readonly TrackedOutput[];
  /** The settings of that DVC repository; undefined where there is none. */
  readonly config: Config | undefined;
}

/** A part of what a path holds. `at` is where it belongs below the path; empty when it is all. */
export type Piece = SourceData | SourceFile;

/** Data that DVC tracks there. */
export interface SourceData {
  readonly kind: "data";
  readonly at: string;
  readonly output: TrackedOutput;
  readonly object: DataObject;
  /** The file or folder in a tracked folder that is wanted, relative to that; absent for all of it. */
  readonly part?: string | undefined;
}

/** A file of Git. */
export interface SourceFile {
  readonly kind: "git";
  readonly at: string;
  /** Of the blob. */
  readonly id: string;
}

/**
 * Opens the commit that data comes from, does something with it and closes it.
 * @param path of the data, from the folder that the URL names
 */
export async function withSource<T>(
  request: SourceRequest & SourceSettings & { readonly path: string; readonly remote?: string | undefined },
  signal: AbortSignal,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const commit = await openSource(request, signal);
  try {
    const path = posix.join(commit.start, request.path);
    if (isOutside(path)) throw notInSource(request.path, request.url, []);
    const project = await findProject(commit, path);
    if (project === undefined) return await use({ ...commit, project: "", outputs: [], config: undefined });
    const tree = await commit.git.objects.read(`${commit.commit}:${project}`);
    const { outputs } = await readTrackedAt(
      { root: commit.git.root, git: commit.git },
      tree?.id ?? commit.commit,
    );
    return await use({
      ...commit,
      project,
      outputs,
      config: await readAllSettings(commit, project, request),
    });
  } finally {
    commit.git.dispose();
  }
}

/**
 * What a path of a source consists of: tracked data, files of Git, or both. Throws a Failure when there is nothing.
 * @param path from the folder that the URL names
 */
export async function piecesAt(source: Source, path: string): Promise<readonly Piece[]> {
  const inGit = posix.join(source.start, path).replace(/\/$/u, "");
  const inProject = posix.relative(source.project === "" ? "." : source.project, inGit) || ".";
  const kept = source.outputs.filter(({ cache }) => cache);
  const around = kept.find((output) => isWithin(inProject, output.path));
  if (around !== undefined) {
    const part = posix.relative(around.path, inProject);
    return [{ ...dataOf(source, around), at: "", ...(part !== "" && { part }) }];
  }
  const below = kept.filter((output) => inProject === "." || isWithin(output.path, inProject));
  const files = await filesAt(source, inGit);
  if (below.length === 0 && files === undefined) {
    throw notInSource(path, source.url, await namesIn(source));
  }
  return [
    ...below.map((output) => ({ ...dataOf(source, output), at: posix.relative(inProject, output.path) })),
    ...(files ?? []).map(({ path: at, id }): Piece => ({ kind: "git", at, id })),
  ];
}

function dataOf({ url }: Source, output: TrackedOutput): Omit<SourceData, "at"> {
  const object = recordedObject(output);
  if (object === undefined) throw sourceNotRecorded(output.path, url);
  return { kind: "data", output, object };
}

/** The files of Git at a path, relative to it; the path itself is the empty one. DVC's own files are no data. */
async function filesAt({ git, commit }: Source, path: string): Promise<readonly TreeFile[] | undefined> {
  const object = await git.objects.read(`${commit}:${path === "." ? "" : path}`);
  if (object?.type === "blob") return [{ path: "", id: object.id, mode: "100644" }];
  const files = await listFiles(git, commit, path === "." ? "" : path);
  return files?.filter(
    ({ path: file, mode }) =>
      mode.startsWith("100") && !/(?:^|\/)(?:dvc\.yaml|[^/]+\.dvc|\.dvcignore|\.dvc\/.*)$/u.test(file),
  );
}

/** The nearest folder around a path that DVC was set up in; undefined when there is none. */
async function findProject({ git, commit }: SourceCommit, path: string): Promise<string | undefined> {
  for (let folder = path; ; folder = posix.dirname(folder)) {
    const isRoot = folder === "." || folder === "";
    const config = `${isRoot ? "" : `${folder}/`}.dvc/config`;
    if ((await git.objects.read(`${commit}:${config}`)) !== undefined) return isRoot ? "" : folder;
    if (isRoot) return undefined;
  }
}

/** The settings of a DVC repository, with what a request sets besides. */
async function readAllSettings(
  commit: SourceCommit,
  project: string,
  request: SourceRequest & SourceSettings & { readonly remote?: string | undefined },
): Promise<Config> {
  const { config, remoteConfig } = request;
  if (config === undefined && remoteConfig === undefined) return readSettings(commit, project);
  const own = await readSettings(commit, project);
  const remote = request.remote ?? own.defaultRemote;
  return readSettings(commit, project, await readSourceSettings(request, request.base, remote));
}

/**
 * The settings of a DVC repository. One on this machine has its own files, private ones included; of a clone, the
 * commit has the file, and the user and the system have theirs.
 */
async function readSettings(
  { git, commit, folder }: SourceCommit,
  project: string,
  more: Parameters<typeof readConfig>[1] = [],
): Promise<Config> {
  if (folder !== undefined) return readConfig(join(folder, project), more);
  const object = await git.objects.read(`${commit}:${posix.join(project, ".dvc/config")}`);
  const copy = await mkdtemp(join(tmpdir(), "trainyard-source-"));
  try {
    await mkdir(join(copy, ".dvc"));
    await writeFile(join(copy, ".dvc", "config"), object?.content ?? "");
    const config = await readConfig(copy, more);
    // The folder goes: what the settings say is read as long as it is there.
    const remotes = config.remotes();
    return { ...config, remotes: () => remotes };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function namesIn({ git, commit, outputs, project }: Source): Promise<readonly string[]> {
  const files = (await listFiles(git, commit)) ?? [];
  return [...outputs.map(({ path }) => posix.join(project, path)), ...files.map(({ path }) => path)];
}
