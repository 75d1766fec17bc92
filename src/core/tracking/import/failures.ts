import { withoutPasswords } from "#core/data/config/config-entries";
import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";

/** The repository that data comes from cannot be read. */
export function sourceUnreadable(url: string, reason: string, cause?: unknown): Failure {
  return new Failure({
    kind: "source-unreadable",
    class: "environment",
    message: withoutPasswords(`The repository ${url} cannot be read: ${reason.replace(/\.$/u, "")}.`),
    cause,
  });
}

export function sourceHasNoRevision(url: string, revision: string): Failure {
  return new Failure({
    kind: "source-revision-unknown",
    class: "usage",
    message: withoutPasswords(
      `The repository ${url} has no branch, tag or commit "${revision}"; check --rev.`,
    ),
  });
}

/** @param known paths of the source, of which one may have been meant */
export function notInSource(path: string, url: string, known: Iterable<string>): Failure {
  const near = closest(path, known);
  const wayOut = near === undefined ? "check the path and --rev." : `did you mean "${near}"?`;
  return new Failure({
    kind: "not-in-source",
    class: "usage",
    message: withoutPasswords(`There is no "${path}" in ${url} at that revision; ${wayOut}`),
  });
}

export function settingsMissing(file: string): Failure {
  return new Failure({
    kind: "settings-missing",
    class: "usage",
    message: `There is no file of settings "${file}" for the other repository; check --config.`,
  });
}

/** Only whole outputs, and files in tracked folders, are objects in DVC's storage. */
export function notOneObject(path: string, url: string): Failure {
  return new Failure({
    kind: "not-one-object",
    class: "usage",
    message: withoutPasswords(
      `"${path}" of ${url} is no single object in DVC's storage: name an output, or a file in a tracked folder.`,
    ),
  });
}

export function sourceNotRecorded(path: string, url: string): Failure {
  return new Failure({
    kind: "source-not-recorded",
    class: "work",
    message: withoutPasswords(
      `"${path}" of ${url} has no recorded hash at that revision; it has to be run, committed and pushed there first.`,
    ),
  });
}

export function sourceLacksData(path: string, url: string): Failure {
  return new Failure({
    kind: "source-lacks-data",
    class: "work",
    message: withoutPasswords(
      `The data of "${path}" is neither in the cache nor in a remote of ${url}; it has to be pushed there first.`,
    ),
  });
}

/** @param reason what is wrong with the remotes that the source names */
export function sourceRemote(path: string, url: string, reason: string): Failure {
  return new Failure({
    kind: "source-remote",
    class: "work",
    message: withoutPasswords(`The data of "${path}" of ${url} cannot be fetched: ${reason}`),
  });
}

export function importsInCircle(url: string): Failure {
  return new Failure({
    kind: "imports-in-circle",
    class: "work",
    message: withoutPasswords(
      `The data of ${url} is imported from a repository that imports it in turn, or through more than ten others; import it from where it is made.`,
    ),
  });
}

export function sourceMoved(path: string, url: string): Failure {
  return new Failure({
    kind: "source-moved",
    class: "work",
    message: `"${path}" of ${url} does not hold what was recorded when it was imported; record what it holds with \`trainyard update\`.`,
  });
}

export function urlMoved(url: string): Failure {
  return new Failure({
    kind: "source-moved",
    class: "work",
    message: withoutPasswords(
      `${url} does not hold what was recorded when it was imported; record what it holds with \`trainyard update\`.`,
    ),
  });
}

export function notAnImport(file: string): Failure {
  return new Failure({
    kind: "not-an-import",
    class: "usage",
    message: `"${file}" was not imported, so there is nowhere to update it from; change the data and record it with \`trainyard add\`.`,
  });
}

export function importNotUnderstood(file: string, what: string): Failure {
  return new Failure({
    kind: "import-not-supported",
    class: "usage",
    message: `"${file}" ${what}, which is not supported; use dvc for it.`,
  });
}

export function alreadyThere(path: string): Failure {
  return new Failure({
    kind: "would-replace",
    class: "usage",
    message: `"${path}" is there already; replace it with --force, or choose another name for the data.`,
  });
}

export function nothingAtUrl(url: string): Failure {
  return new Failure({
    kind: "nothing-at-url",
    class: "usage",
    message: withoutPasswords(`There is nothing at ${url}; check the URL.`),
  });
}

export function changedMeanwhile(url: string): Failure {
  return new Failure({
    kind: "changed-meanwhile",
    class: "work",
    message: withoutPasswords(`${url} changed while it was read; try again when nothing writes there.`),
  });
}

export function nameNeeded(url: string): Failure {
  return new Failure({
    kind: "name-needed",
    class: "usage",
    message: withoutPasswords(`${url} gives no name for the data; name it after the URL.`),
  });
}

export function versionsNotSupported(url: string): Failure {
  return new Failure({
    kind: "import-not-supported",
    class: "usage",
    message: withoutPasswords(
      `${url} means one version of what a cloud keeps, which is not supported; import it without the version, or use dvc.`,
    ),
  });
}

export function notStored(url: string, remote: string, reason: string): Failure {
  return new Failure({
    kind: "not-stored",
    class: "work",
    message: withoutPasswords(`${url} could not be stored in the remote "${remote}": ${reason}`),
  });
}

export function notToRemote(url: string): Failure {
  return new Failure({
    kind: "not-to-remote",
    class: "usage",
    message: withoutPasswords(
      `Data of ${url} is kept by that repository and not by our remotes; update it without --to-remote.`,
    ),
  });
}
