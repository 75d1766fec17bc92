import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash/hash";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import { changesBetween } from "#core/git/changes";
import type { Git } from "#core/git/git";
import { createRef } from "#core/git/refs";
import { readHead } from "#core/git/revisions";
import { commitTree } from "#core/git/snapshot";
import type { AppliedExperiment } from "#core/project";
import { ignoreOutputs } from "#core/data/ignore-outputs";

import { listExperiments, requireExperiment } from "./find-experiments.ts";
import type { FoundExperiment } from "./find-experiments.ts";
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
    const situation = { head, tree: (await takeSnapshot(git)).all, found };
    const files = await planFiles(git, situation);
    const kept = await keepWorkspace(git, situation, files.replaced);
    await keepOutputs(git, cache, signal);
    for (const path of files.remove) await rm(join(git.root, path), { force: true });
    if (files.write.length > 0) await checkOutFiles(git, found.commit, files.write);
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

/** What is done to the files of the workspace. */
interface FileChanges {
  readonly write: readonly string[];
  readonly remove: readonly string[];
  /** Of both, what the user had changed since the last commit. */
  readonly replaced: readonly string[];
}

interface Situation {
  /** Full id of the current commit. */
  readonly head: string;
  /** The workspace as a tree. */
  readonly tree: string;
  /** What is to be applied. */
  readonly found: FoundExperiment;
}

/** Writes what differs from the experiment; takes away what the experiment took away and the user had not changed. */
async function planFiles(git: Git, { head, tree, found }: Situation): Promise<FileChanges> {
  const [differing, since, touched] = await Promise.all([
    changesBetween(git, tree, found.commit),
    changesBetween(git, head, found.commit),
    changesBetween(git, head, tree),
  ]);
  const own = new Set(touched.map((each) => each.path));
  const gone = since.filter(({ path, change }) => change === "deleted" && !own.has(path));
  const write = differing.filter((each) => each.change !== "deleted").map((each) => each.path);
  return { write, remove: gone.map((each) => each.path), replaced: write.filter((path) => own.has(path)) };
}

/** Gives the reference; undefined when an experiment holds all of what is replaced. */
async function keepWorkspace(
  git: Git,
  { head, tree, found }: Situation,
  replaced: readonly string[],
): Promise<string | undefined> {
  if (await isInExperiment(git, tree, replaced)) return undefined;
  const message = `Workspace before experiment ${found.name} was applied\n`;
  const commit = await commitTree(git, { tree, parents: [head], message });
  // Not below refs/exps/: there DVC stumbles over a reference that it does not know.
  const stamp = new Date().toISOString().replaceAll(/[-:]/gu, "").replace(/\..*$/u, "");
  const ref = `refs/trainyard/kept/${stamp}-${commit.slice(0, 7)}`;
  await createRef(git, ref, commit);
  return ref;
}

/** Whether one experiment has all these files as the tree has them: then it was applied before and nothing is lost. */
async function isInExperiment(git: Git, tree: string, paths: readonly string[]): Promise<boolean> {
  const idAt = async (revision: string, path: string) => (await git.objects.read(`${revision}:${path}`))?.id;
  let candidates = paths.length === 0 ? [] : (await listExperiments(git)).map((each) => each.commit);
  for (const path of paths) {
    const own = await idAt(tree, path);
    const ids = await Promise.all(candidates.map((commit) => idAt(commit, path)));
    candidates = candidates.filter((_, index) => ids[index] === own);
    if (candidates.length === 0) return false;
  }
  return true;
}

/** Output that the user made by hand, or a run without a commit, may be nowhere but in the workspace. */
async function keepOutputs(git: Git, cache: Cache, signal: AbortSignal): Promise<void> {
  const { cached } = await openFolder(git, cache);
  const ignore = openDvcIgnore(git.root);
  for (const { path } of cached) {
    const absolute = join(git.root, path);
    const hash = await hashPath(absolute, { ignore, signal });
    if (hash !== undefined && (await cache.missing([hash.md5], { signal })).size > 0)
      await cache.insert(absolute, hash, { signal });
  }
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
