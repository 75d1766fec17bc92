import { Failure } from "#core/failure";

export function gitMissing(): Failure {
  return new Failure({
    kind: "git-missing",
    class: "environment",
    message: "Git was not found; install it from https://git-scm.com and make sure that it is on the PATH.",
  });
}

export function folderMissing(folder: string): Failure {
  return new Failure({
    kind: "folder-missing",
    class: "usage",
    message: `The folder "${folder}" does not exist; check the path.`,
  });
}

export function notARepository(folder: string): Failure {
  return new Failure({
    kind: "not-a-repository",
    class: "environment",
    message: `"${folder}" is not in a Git repository; run \`git init\` there first.`,
  });
}

export function bareRepository(folder: string): Failure {
  return new Failure({
    kind: "bare-repository",
    class: "usage",
    message: `"${folder}" is a Git repository without a working tree; clone it and work in the clone.`,
  });
}

export function notTrusted(folder: string): Failure {
  return new Failure({
    kind: "repository-not-trusted",
    class: "environment",
    message: `Git does not trust "${folder}" because another user owns it; if you do, run \`git config --global --add safe.directory "${folder}"\`.`,
  });
}

/** Git tells of all working trees when it adds one, and cannot read one that another process is just adding. */
export function worktreeHalfAdded(): Failure {
  return new Failure({
    kind: "worktree-half-added",
    class: "environment",
    message:
      "Git cannot read one of the repository's working trees, which another program may be adding; try again.",
  });
}

export function noCommits(root: string): Failure {
  return new Failure({
    kind: "no-commits",
    class: "work",
    message: `The repository "${root}" has no commits yet; commit something first.`,
  });
}

export function unknownRevision(revision: string): Failure {
  return new Failure({
    kind: "unknown-revision",
    class: "usage",
    message: `"${revision}" is not a commit, branch or tag of this repository; check the name, or fetch it first.`,
  });
}

export function identityMissing(): Failure {
  return new Failure({
    kind: "identity-missing",
    class: "environment",
    message:
      'Git does not know who you are; run `git config --global user.name "Your Name"` and `git config --global user.email you@example.com`.',
  });
}

export function refExists(ref: string): Failure {
  return new Failure({
    kind: "ref-exists",
    class: "usage",
    message: `"${ref}" already exists; choose another name, or remove it first.`,
  });
}

export function refMoved(ref: string): Failure {
  return new Failure({
    kind: "ref-moved",
    class: "work",
    message: `"${ref}" was changed by someone else meanwhile; look at it and try again.`,
  });
}

export function invalidRef(ref: string): Failure {
  return new Failure({
    kind: "invalid-ref",
    class: "usage",
    message: `"${ref}" is not a name that Git allows; use letters, digits, "-" and "_".`,
  });
}

export function repositoryLocked(file: string): Failure {
  return new Failure({
    kind: "git-locked",
    class: "environment",
    message: `Another Git command is at work; try again when it has ended, or delete "${file}" if none is running.`,
  });
}

/** Git refused for a reason that we do not know better than it does. */
export function gitFailed(args: readonly string[], stderr: string): Failure {
  const reason = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("hint:"))
    .slice(0, 3)
    .join(" ");
  return new Failure({
    kind: "git-failed",
    class: "environment",
    message: `\`git ${args[0] ?? ""}\` failed: ${reason === "" ? "it gave no reason" : reason}`,
  });
}
