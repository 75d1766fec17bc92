import type { Git } from "#core/git/git";
import { listRefs } from "#core/git/refs";
import { findCommit, readCommit } from "#core/git/revisions";

/** Which commits are kept besides the workspace, as DVC's options say it; they add up. */
export interface GcScope {
  /** Only the workspace, and what is always kept. */
  readonly workspace?: boolean;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  /** All that branches, remote branches and tags reach. */
  readonly allCommits?: boolean;
  readonly allExperiments?: boolean;
  readonly revision?: string;
  /** How many commits, the revision and its first parents; 1 when absent. */
  readonly count?: number;
  /** `2026-01-31`: of all commits those since the beginning of that day, local time. */
  readonly since?: string;
}

/** True when the request says what to keep: without that, nothing may be removed. */
export function isScoped(scope: GcScope): boolean {
  const { workspace, allBranches, allTags, allCommits, allExperiments, revision, since } = scope;
  const flags = [workspace, allBranches, allTags, allCommits, allExperiments];
  return flags.includes(true) || revision !== undefined || since !== undefined;
}

/**
 * The ids of the commits of a scope, each once. Throws a Failure for a revision that is not there.
 * @param forgotten references to what was replaced in the workspace, of which nobody thinks any more
 */
export async function commitsInScope(
  git: Git,
  scope: GcScope,
  forgotten: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all([
    scope.allBranches === true ? refCommits(git, "refs/heads/") : [],
    scope.allTags === true ? refCommits(git, "refs/tags/") : [],
    scope.allCommits === true ? commitsSince(git, 0) : [],
    scope.since === undefined ? [] : commitsSince(git, Date.parse(`${scope.since}T00:00:00`)),
    scope.allExperiments === true ? experimentCommits(git) : [],
    scope.revision === undefined ? [] : lastCommits(git, scope.revision, scope.count ?? 1),
    alwaysKept(git, forgotten),
  ]);
  return [...new Set(found.flat())];
}

/** All commits but those that only experiments and the stash reach. @param time milliseconds since 1970 */
async function commitsSince(git: Git, time: number): Promise<readonly string[]> {
  const head = (await findCommit(git, "HEAD")) === undefined ? [] : ["HEAD"];
  const dated = await revList(git, ["--timestamp", ...head, "--branches", "--remotes", "--tags"]);
  return dated.flatMap((line) => {
    const [seconds = "", id = ""] = line.split(" ");
    return Number(seconds) * 1000 >= time ? [id] : [];
  });
}

/** What the user had before an experiment was applied, and what waits in DVC's own queue: no scope can name them. */
async function alwaysKept(git: Git, forgotten: readonly string[]): Promise<readonly string[]> {
  const queues = await listRefs(git, "refs/exps/celery/", "refs/exps/stash");
  // A queue is the history of its reference: each entry is an experiment that still has to run.
  const queued = await Promise.all(queues.map(({ name }) => revList(git, ["--walk-reflogs", name])));
  const kept = (await listRefs(git, keptPrefix)).filter(({ name }) => !forgotten.includes(name));
  return [...[...queues, ...kept].map(({ commit }) => commit), ...queued.flat()];
}

/** Below this reference stands what was replaced in a workspace. */
export const keptPrefix = "refs/trainyard/kept/";

/** An experiment is what its reference reaches and its baseline does not. */
async function experimentCommits(git: Git): Promise<readonly string[]> {
  const refs = (await listRefs(git, "refs/exps/")).flatMap(({ name, commit }) => {
    const [, first, rest] = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38,62})\/[^/]+$/u.exec(name) ?? [];
    return first === undefined || rest === undefined ? [] : [{ name, commit, baseline: first + rest }];
  });
  const commits = await Promise.all(
    refs.map(async ({ name, commit, baseline }) => {
      const isThere = (await git.objects.read(`${baseline}^{commit}`)) !== undefined;
      const reached = await revList(git, isThere ? [name, `^${baseline}`] : ["--max-count=1", name]);
      return [commit, ...reached];
    }),
  );
  return commits.flat();
}

async function lastCommits(git: Git, revision: string, count: number): Promise<readonly string[]> {
  const { id } = await readCommit(git, revision);
  return revList(git, ["--first-parent", `--max-count=${count}`, id]);
}

async function revList(git: Git, args: readonly string[]): Promise<readonly string[]> {
  const output = await git.run(["rev-list", ...args, "--"]);
  return output.split("\n").filter((line) => line !== "");
}

async function refCommits(git: Git, ...prefixes: readonly string[]): Promise<readonly string[]> {
  return (await listRefs(git, ...prefixes)).map(({ commit }) => commit);
}
