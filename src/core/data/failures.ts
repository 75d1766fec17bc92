import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";

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

/** What a checkout with `cache.type = symlink` made, when the cache is emptied or moved. */
export function lostObject(path: string): Failure {
  return new Failure({
    kind: "broken-link",
    class: "work",
    message: `"${path}" is a link to data that the cache no longer has; bring it back with \`trainyard pull\`, or remove the link.`,
  });
}

export function notAFile(path: string): Failure {
  return new Failure({
    kind: "not-a-file",
    class: "work",
    message: `"${path}" is neither a file nor a folder, so it cannot be tracked; remove it.`,
  });
}

/** Git, YAML and JSON hold text, so data has to be named by text. */
export function nameNotText(path: string): Failure {
  return new Failure({
    kind: "name-not-text",
    class: "work",
    message: `The name of "${path}" is not UTF-8; rename the file, or name it in .dvcignore.`,
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

export function lockRefused(path: string, reason: string): Failure {
  return new Failure({
    kind: "lock-refused",
    class: "environment",
    message: `The file system cannot lock ${path} (${reason}); move the repository to one that can, such as a local disk.`,
  });
}

export function hardlinkLock(): Failure {
  return new Failure({
    kind: "hardlink-lock",
    class: "environment",
    message:
      "This repository is set to DVC's hard-link lock, which Trainyard cannot take; run `trainyard config --unset core.hardlink_lock`, or work on it with DVC only.",
  });
}

/** A section or a setting that DVC does not know, with the one that was probably meant. */
export function unknownSetting(what: string, given: string, known: readonly string[]): Failure {
  const near = closest(given, known);
  const wayOut = near === undefined ? `there are ${known.join(", ")}.` : `did you mean "${near}"?`;
  return new Failure({
    kind: "unknown-setting",
    class: "usage",
    message: `DVC knows no ${what}; ${wayOut}`,
  });
}

export function noRepositoryForLevel(level: string): Failure {
  return new Failure({
    kind: "no-repository",
    class: "environment",
    message: `There is no repository here, and so no ${level} settings; go to one, or use --global or --system.`,
  });
}

export function settingNotWritable(section: string, reason: string): Failure {
  return new Failure({
    kind: "bad-config",
    class: "usage",
    message: `The setting in [${section}] cannot be written: ${reason}.`,
  });
}

export function remoteExists(name: string): Failure {
  return new Failure({
    kind: "remote-exists",
    class: "usage",
    message: `There is a remote "${name}" already; choose another name, or replace it with --force.`,
  });
}

/** A remote that the settings do not have, with the one that was probably meant. */
export function unknownRemote(name: string, known: readonly string[]): Failure {
  const near = closest(name, known);
  const others = known.length === 0 ? "there are none" : `there are ${[...new Set(known)].join(", ")}`;
  return new Failure({
    kind: "unknown-remote",
    class: "usage",
    message: `There is no remote "${name}" in these settings; ${near === undefined ? `${others}.` : `did you mean "${near}"?`}`,
  });
}
