import { noCommits, unknownRevision } from "./failures.ts";
import type { Git } from "./git.ts";
import { parseCommit } from "./parse-commit.ts";
import type { Commit } from "./parse-commit.ts";

export interface Head {
  /** Full commit id. */
  readonly commit: string;
  /** Short name of the branch; absent while HEAD is detached. */
  readonly branch?: string;
}

/** Where the working tree is. Throws a Failure when the repository has no commits yet. */
export async function readHead(git: Git): Promise<Head> {
  const [commit, branch] = await Promise.all([
    git.run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], { answers: [1] }),
    git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], { answers: [1] }),
  ]);
  if (commit === "") throw noCommits(git.root);
  return { commit: commit.trim(), ...(branch !== "" && { branch: branch.trim() }) };
}

/** The commit that an id, branch, tag or expression such as `HEAD~2` names. Undefined when it names none. */
export async function findCommit(git: Git, revision: string): Promise<Commit | undefined> {
  const object = await git.objects.read(`${revision}^{commit}`);
  return object?.type === "commit" ? parseCommit(object.id, object.content) : undefined;
}

/** As `findCommit`, but throws a Failure that names the revision. */
export async function readCommit(git: Git, revision: string): Promise<Commit> {
  const commit = await findCommit(git, revision);
  if (commit === undefined) throw unknownRevision(revision);
  return commit;
}

/** The last commits that a revision reaches, newest first, at most `count`. */
export async function listCommits(git: Git, revision: string, count: number): Promise<Commit[]> {
  const ids = await git.run(["rev-list", `--max-count=${count}`, "--end-of-options", revision]);
  const commits = await Promise.all(
    ids
      .split("\n")
      .filter((id) => id !== "")
      .map((id) => findCommit(git, id)),
  );
  return commits.filter((commit) => commit !== undefined);
}
