import { Failure } from "#core/failure";

/** A folder with its own `.dvcignore` cannot be tracked as a whole: its hash would depend on who looks. */
export function ignoreFileInData(path: string): Failure {
  return new Failure({
    kind: "ignore-file-in-data",
    class: "usage",
    message: `The data folder holds "${path}"; move its rules to the .dvcignore of the repository root and delete it.`,
  });
}

export function brokenLink(path: string): Failure {
  return new Failure({
    kind: "broken-link",
    class: "work",
    message: `"${path}" is a symbolic link to something that does not exist; repair or remove it.`,
  });
}

export function notAFile(path: string): Failure {
  return new Failure({
    kind: "not-a-file",
    class: "work",
    message: `"${path}" is neither a file nor a folder, so it cannot be tracked; remove it.`,
  });
}

export function changedWhileStored(path: string): Failure {
  return new Failure({
    kind: "changed-while-stored",
    class: "work",
    message: `"${path}" changed while it was being stored; wait until nothing writes to it and try again.`,
  });
}

export function damagedTree(md5: string, reason: string): Failure {
  return new Failure({
    kind: "damaged-object",
    class: "work",
    message: `The folder listing ${md5} in the cache is damaged (${reason}); delete it from the cache and run the stage again.`,
  });
}

export function objectMissing(md5: string, path: string): Failure {
  return new Failure({
    kind: "object-missing",
    class: "work",
    message: `The data of "${path}" (${md5}) is not in the cache; pull it, or run the stage that makes it.`,
  });
}

export function wouldOverwrite(path: string): Failure {
  return new Failure({
    kind: "would-overwrite",
    class: "work",
    message: `"${path}" holds data that is not in the cache and would be lost; commit it or move it away.`,
  });
}

export function noLinkWorks(path: string, types: readonly string[], cause: unknown): Failure {
  return new Failure({
    kind: "no-link-type",
    class: "environment",
    message: `"${path}" cannot be linked to the cache as ${types.join(" or ")}; add "copy" to cache.type in .dvc/config.`,
    cause,
  });
}

export function badConfig(file: string, line: number, reason: string): Failure {
  return new Failure({
    kind: "bad-config",
    class: "usage",
    message: `${file}:${line}: ${reason}`,
  });
}

export function repositoryBusy(lock: string, holder: string): Failure {
  return new Failure({
    kind: "repository-busy",
    class: "environment",
    message: `The repository is in use by ${holder}; wait until it ends, or stop it, and try again (lock: ${lock}).`,
  });
}

export function noLockHelper(tried: readonly string[]): Failure {
  return new Failure({
    kind: "no-lock-helper",
    class: "environment",
    message: `The repository cannot be locked because none of ${tried.join(", ")} is installed; install one of them.`,
  });
}

export function pathBusy(path: string, holder: string): Failure {
  return new Failure({
    kind: "path-busy",
    class: "environment",
    message: `"${path}" is in use by ${holder}; wait until it ends, or stop it, and try again.`,
  });
}

export function damagedPathLock(file: string): Failure {
  return new Failure({
    kind: "damaged-path-lock",
    class: "environment",
    message: `The lock file ${file} is damaged; delete it when no DVC or Trainyard command is running.`,
  });
}
