import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Cache } from "#core/data/cache";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash";
import { withRepositoryLock } from "#core/data/repository-lock";
import { changesBetween } from "#core/git/changes";
import type { Git } from "#core/git/git";
import { createRef } from "#core/git/refs";
import { findCommit, readHead } from "#core/git/revisions";
import { commitTree } from "#core/git/snapshot";
import type { AppliedExperiment } from "#core/project";
import { ignoreOutputs } from "#core/runners/local/ignore-output";

import { listExperiments, requireExperiment } from "./find-experiments.ts";
import { openFolder } from "./open-folder.ts";
import { restoreOutputs } from "./restore-data.ts";
import { takeSnapshot } from "./snapshot.ts";

/**
 * Makes the workspace what an experiment left: its files as uncommitted changes, its outputs from the cache. HEAD and
 * the index stay. What the user had not committed is kept first, as a commit with a reference of its own.
 */
export async function applyExperiment(
  git: Git,
  name: string,
  cache: Cache,
  signal: AbortSignal,
): Promise<AppliedExperiment> {
  const found = await requireExperiment(git, name);
  return withRepositoryLock(git.root, signal, async () => {
    const { commit: head } = await readHead(git);
    const snapshot = await takeSnapshot(git);
    const kept = await keepWorkspace(git, { head, tree: snapshot.all, name: found.name });
    await keepOutputs(git, cache, signal);
    await writeFiles(git, { head, tree: snapshot.all, commit: found.commit });
    const place = await openFolder(git, cache);
    const missing = await restoreOutputs(git.root, place, cache, { force: true, signal });
    // The experiment has no .gitignore that its own run wrote; without it, Git would offer the data for a commit.
    const outputs = place.pipeline.stages.flatMap((stage) => stage.outs.filter((out) => out.cache));
    await ignoreOutputs(
      git,
      outputs.map((out) => out.path),
    );
    return { name: found.name, revision: found.commit, missing, ...(kept !== undefined && { kept }) };
  });
}

interface Keeping {
  readonly head: string;
  /** The workspace as a tree. */
  readonly tree: string;
  /** Of the experiment that is to be applied. */
  readonly name: string;
}

/** Gives the reference; undefined when a commit or an experiment holds all of it already. */
async function keepWorkspace(git: Git, { head, tree, name }: Keeping): Promise<string | undefined> {
  const known = [head, ...(await listExperiments(git)).map((each) => each.commit)];
  const commits = await Promise.all(known.map((commit) => findCommit(git, commit)));
  if (commits.some((commit) => commit?.tree === tree)) return undefined;
  const message = `Workspace before experiment ${name} was applied\n`;
  const commit = await commitTree(git, { tree, parents: [head], message });
  // Not below refs/exps/: there DVC stumbles over a reference that it does not know.
  const stamp = new Date().toISOString().replaceAll(/[-:]/gu, "").replace(/\..*$/u, "");
  const ref = `refs/trainyard/kept/${stamp}-${commit.slice(0, 7)}`;
  await createRef(git, ref, commit);
  return ref;
}

/** Output that the user made by hand, or a run without a commit, may be nowhere but in the workspace. */
async function keepOutputs(git: Git, cache: Cache, signal: AbortSignal): Promise<void> {
  const { cached } = await openFolder(git, cache);
  const ignore = openDvcIgnore(git.root);
  for (const { path } of cached) {
    const absolute = join(git.root, path);
    const hash = await hashPath(absolute, { ignore, signal });
    if (hash !== undefined && (await cache.missing([hash.md5], signal)).size > 0)
      await cache.insert(absolute, hash, signal);
  }
}

interface Writing {
  readonly head: string;
  readonly tree: string;
  readonly commit: string;
}

/** Writes what differs from the experiment; takes away what the experiment took away and the user had not changed. */
async function writeFiles(git: Git, { head, tree, commit }: Writing): Promise<void> {
  const [differing, removed, touched] = await Promise.all([
    changesBetween(git, tree, commit),
    changesBetween(git, head, commit),
    changesBetween(git, head, tree),
  ]);
  const own = new Set(touched.map((each) => each.path));
  for (const { path, change } of removed)
    if (change === "deleted" && !own.has(path)) await rm(join(git.root, path), { force: true });
  const paths = differing.filter((each) => each.change !== "deleted").map((each) => each.path);
  if (paths.length > 0) await checkOutFiles(git, commit, paths);
}

/** By an index of its own, so that what the user has staged stays staged. */
async function checkOutFiles(git: Git, commit: string, paths: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "trainyard-index-"));
  try {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    await git.run(["read-tree", commit], { env });
    await git.run(["checkout-index", "--force", "--quiet", "-z", "--stdin"], {
      env,
      input: paths.join("\0"),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
