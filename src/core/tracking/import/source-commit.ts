import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { isFolder } from "#core/data/is-folder";
import { openFileLock } from "#core/data/locks/file-lock";
import { Failure } from "#core/failure";
import { openGit, runGit } from "#core/git/git";
import type { Git } from "#core/git/git";
import { findCommit } from "#core/git/revisions";

import { sourceHasNoRevision, sourceUnreadable } from "./failures.ts";

/** A repository that data comes from. */
export interface SourceRequest {
  /** An URL that Git takes, or a path. */
  readonly url: string;
  /** A branch, a tag, a commit; the branch that is checked out there when absent. */
  readonly rev?: string | undefined;
  /** Absolute path of the folder from which a relative path starts. */
  readonly base: string;
}

/** One commit of a repository, which is read with Git alone. */
export interface SourceCommit {
  readonly url: string;
  readonly git: Git;
  readonly commit: string;
  /** Absolute path of its working tree, where it has one on this machine. */
  readonly folder?: string | undefined;
  /** The folder of the repository that the URL names, relative to its root; empty for the root. */
  readonly start: string;
}

/** How long another process of ours may take to fetch from the same repository; seconds. */
const patience = 600;

/**
 * Opens a commit of another repository. One on this machine is read in place; of another, what is needed of Git is kept in
 * the user's cache folder, so that the next time costs what is new. What is not committed there does not count.
 * Throws a Failure for a repository that cannot be read, and for a revision that it does not have.
 */
export async function openSource(request: SourceRequest, signal: AbortSignal): Promise<SourceCommit> {
  const { url, rev } = request;
  const place = await findWorkingTree(request);
  if (place === undefined) return fetchCommit(request, signal);
  const git = openGit(place.folder);
  const found = await findCommit(git, rev ?? "HEAD");
  if (found === undefined) {
    git.dispose();
    throw sourceHasNoRevision(url, rev ?? "HEAD");
  }
  return { url, git, commit: found.id, ...place };
}

/**
 * The commit that a revision of a repository is now, without fetching it; undefined when only its history can tell, as for
 * the id of a commit.
 */
export async function latestCommit(request: SourceRequest, signal: AbortSignal): Promise<string | undefined> {
  const { url, rev = "HEAD" } = request;
  const place = await findWorkingTree(request);
  if (place !== undefined) {
    const git = openGit(place.folder);
    try {
      return (await findCommit(git, rev))?.id;
    } finally {
      git.dispose();
    }
  }
  const listed = await reading(url, signal, () =>
    runGit(homedir(), ["ls-remote", "--quiet", "--", gitUrl(request), rev, `${rev}^{}`], { signal }),
  );
  const lines = listed.split("\n").map((line) => line.split("\t"));
  const ids = new Map(lines.map(([id = "", name = ""]) => [name, id]));
  // Git prefers tags to branches; of an annotated tag the second line is the commit.
  const names = [`refs/tags/${rev}^{}`, `refs/tags/${rev}`, `refs/heads/${rev}`, rev];
  return names.map((name) => ids.get(name)).find((id) => id !== undefined);
}

/** The folder is undefined for everything that Git has to fetch from, bare repositories included. */
async function findWorkingTree({
  url,
  base,
}: SourceRequest): Promise<{ folder: string; start: string } | undefined> {
  if (isRemote(url)) return undefined;
  const path = localPath({ url, base });
  if (!(await isFolder(path))) throw sourceUnreadable(url, "there is no such folder");
  try {
    const folder = (await runGit(path, ["rev-parse", "--show-toplevel"], {})).replace(/\r?\n$/u, "");
    const start = (await runGit(path, ["rev-parse", "--show-prefix"], {})).replace(/\/?\r?\n?$/u, "");
    return { folder: resolve(folder), start };
  } catch (error) {
    const isBare = error instanceof Failure && (await isBareRepository(path));
    if (isBare) return undefined;
    throw error instanceof Failure ? sourceUnreadable(url, "it is no Git repository", error) : error;
  }
}

async function isBareRepository(path: string): Promise<boolean> {
  const answer = await runGit(path, ["rev-parse", "--is-bare-repository"], { answers: [128] });
  return answer.trim() === "true";
}

function localPath({ url, base }: SourceRequest): string {
  return /^file:\/\//iu.test(url) ? fileURLToPath(url) : resolve(base, url);
}

/** An URL with a scheme, or `host:path` as ssh has it; one letter before the colon is a disk of Windows. */
function isRemote(url: string): boolean {
  return /^(?!file:\/\/)[a-z][a-z0-9+.-]+:/iu.test(url) || /^[^/\\]+@[^/\\]+:/u.test(url);
}

function gitUrl(request: SourceRequest): string {
  return isRemote(request.url) ? request.url : localPath(request);
}

async function fetchCommit(request: SourceRequest, signal: AbortSignal): Promise<SourceCommit> {
  const { url, rev } = request;
  const folder = join(
    sourcesFolder(),
    createHash("sha256").update(gitUrl(request)).digest("hex").slice(0, 32),
  );
  await mkdir(folder, { recursive: true });
  const lock = openFileLock(join(folder, "trainyard.lock"));
  const git = openGit(folder, { isBare: true });
  try {
    const commit = await lock.hold({ signal, seconds: patience }, async () => {
      await git.run(["init", "--quiet", "--bare", "."], { signal });
      return reading(url, signal, () => fetchRevision(git, gitUrl(request), rev, signal));
    });
    if (commit === undefined) throw sourceHasNoRevision(url, rev ?? "HEAD");
    return { url, git, commit, start: "" };
  } catch (error) {
    git.dispose();
    throw error;
  } finally {
    lock.close();
  }
}

/** Only the one commit, with its files, where the other side can give that; all branches and tags otherwise. */
async function fetchRevision(
  git: Git,
  url: string,
  rev: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isId = rev !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(rev);
  if (isId && (await findCommit(git, rev)) !== undefined) return rev;
  const wanted = rev ?? "HEAD";
  const ref = `refs/trainyard/${createHash("sha256").update(wanted).digest("hex")}`;
  const options = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
  try {
    await git.run([...options, "--depth=1", "--", url, `+${wanted}:${ref}`], { signal });
    return await commitOf(git, ref);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  const isShallow = (await git.run(["rev-parse", "--is-shallow-repository"])).trim() === "true";
  const whole = [...options, ...(isShallow ? ["--unshallow"] : []), "--", url];
  await git.run([...whole, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], { signal });
  return commitOf(git, wanted);
}

/** Asked of Git itself: an object reader that is open may not see what was just fetched. */
async function commitOf(git: Git, revision: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const id = (await git.run(args, { answers: [1, 128] })).trim();
  return id === "" ? undefined : id;
}

async function reading<T>(url: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure && error.kind !== "git-missing")
      throw sourceUnreadable(url, error.message, error);
    throw error;
  }
}

/** Where the platform keeps what can be had again. */
function sourcesFolder(): string {
  const { env, platform } = process;
  const home = homedir();
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "trainyard", "sources");
  if (platform === "darwin") return join(home, "Library", "Caches", "trainyard", "sources");
  return join(env["XDG_CACHE_HOME"] || join(home, ".cache"), "trainyard", "sources");
}
