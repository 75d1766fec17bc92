import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";
import { createLineIndex } from "#core/pipeline/line-index";
import type { Problem } from "#core/pipeline/problem";

/** What a target names nothing of, with what was probably meant where there is one. */
export function targetUnknown(target: string, known: Iterable<string>): Failure {
  const near = target.endsWith("dvc.lock") ? target.replace(/lock$/u, "yaml") : closest(target, known);
  const wayOut =
    near === undefined ? "`trainyard add` starts to track a file or folder." : `did you mean "${near}"?`;
  return new Failure({
    kind: "target-unknown",
    class: "usage",
    message: `There is no stage, .dvc file or tracked data "${target}"; ${wayOut}`,
  });
}

/** Where a path that the user typed is nothing of this repository. */
export function outsideRepository(target: string, root: string): Failure {
  return new Failure({
    kind: "outside-repository",
    class: "usage",
    message: `"${target}" is not in the repository ${root}; copy it there, or name a path inside.`,
  });
}

/** What is to be tracked, or was, is not there. */
export function nothingThere(path: string): Failure {
  return new Failure({
    kind: "data-missing",
    class: "work",
    message: `There is no "${path}"; check the path, or bring it with \`trainyard checkout\` if it is tracked.`,
  });
}

/** What stands at a path of the workspace is replaced, so the path must be one of data. */
export function outputOutside(path: string): Failure {
  return new Failure({
    kind: "output-outside",
    class: "work",
    message: `"${path}" is not a file or folder within the repository, so no data is put there; choose a path in the repository that is not below .git or .dvc and not behind a link that leads out.`,
  });
}

export function fileInTheWay(path: string, file: string): Failure {
  return new Failure({
    kind: "file-in-the-way",
    class: "work",
    message: `"${path}" cannot be there, because "${file}" is a file and not a folder; move it away.`,
  });
}

export function entangledStage(file: string, name: string): Failure {
  return new Failure({
    kind: "entangled-stage",
    class: "work",
    message: `"${name}" cannot be taken out of ${file}, because other parts of the file repeat what it says by an alias (*); write that out first.`,
  });
}

/** One stage of a template cannot go alone. */
export function generatedStage(address: string, group: string): Failure {
  return new Failure({
    kind: "generated-stage",
    class: "usage",
    message: `Stage "${address}" is made by the template "${group}"; take its item out of \`foreach\` or \`matrix\`, or remove the whole template "${group}".`,
  });
}

export function removeByFile(path: string, owner: string): Failure {
  return new Failure({
    kind: "data-named",
    class: "usage",
    message: `"${path}" is data; name what tracks it: \`trainyard remove ${owner}\`.`,
  });
}

/** Recording a change is a decision of the user's. */
export function commitChanged(paths: readonly string[]): Failure {
  const names = paths.slice(0, 5).join(", ");
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : "";
  return new Failure({
    kind: "data-changed",
    class: "work",
    message: `${names}${more} changed since ${paths.length > 1 ? "they were recorded; record them as they are" : "it was recorded; record it as it is"} with --force, or bring back what was recorded with \`trainyard checkout\`.`,
  });
}

export function notTrackedAlone(path: string): Failure {
  return new Failure({
    kind: "not-tracked",
    class: "usage",
    message: `"${path}" is not tracked by a .dvc file of its own; name data that is, or rename it with \`mv\` and record its folder with \`trainyard commit\`.`,
  });
}

export function folderMissing(path: string): Failure {
  return new Failure({
    kind: "folder-missing",
    class: "usage",
    message: `There is no folder "${path}"; make it first.`,
  });
}

/**
 * A file of a commit has errors, so what the commit tracks is not certain.
 * @param text of the file, for the line
 */
export function brokenRevision(commit: string, first: Problem, text: string): Failure {
  const line = createLineIndex(text).position(first.range.start).line + 1;
  return new Failure({
    kind: "revision-invalid",
    class: "work",
    message: `${first.file}:${line} of commit ${commit.slice(0, 7)}: ${first.message}`,
  });
}

export function lostFile(commit: string, file: string): Failure {
  return new Failure({
    kind: "file-lost",
    class: "work",
    message: `Git does not have "${file}" of commit ${commit.slice(0, 7)} any more, so what the commit needs is not known; fetch it again, or check the repository with \`git fsck\`.`,
  });
}

/** Without its listing nobody knows which files a tracked folder needs. */
export function listingsMissing(
  folders: readonly { readonly path: string; readonly holder: string }[],
): Failure {
  const [first] = folders;
  const others = folders.length > 1 ? ` (and ${folders.length - 1} more)` : "";
  return new Failure({
    kind: "listing-missing",
    class: "work",
    message: `The listing of "${first?.path}" of ${first?.holder} is not in the cache${others}, so its files would be removed; bring it with \`trainyard fetch\`, or go on without it with --force.`,
  });
}

export function remoteCannotDelete(url: string): Failure {
  return new Failure({
    kind: "remote-cannot-delete",
    class: "usage",
    message: `${url} can only be read and written, so nothing can be removed there; remove it with the tools of that server.`,
  });
}

export function remoteKeepsVersions(name: string): Failure {
  return new Failure({
    kind: "remote-keeps-versions",
    class: "usage",
    message: `The remote "${name}" keeps versions of files, not objects, so there is nothing to collect; leave it out, or name another with --remote.`,
  });
}
