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

/**
 * The files of a repository have errors: what is tracked is not certain, so nothing is changed.
 * @param text of the file that has the first error, for its line
 */
export function brokenFiles(first: Problem, count: number, text: string): Failure {
  const line = createLineIndex(text).position(first.range.start).line + 1;
  const others = count > 1 ? ` (and ${count - 1} more; \`trainyard lint\` shows all)` : "";
  return new Failure({
    kind: "pipeline-invalid",
    class: "work",
    message: `${first.file}:${line}: ${first.message}${others}`,
    place: first,
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

export function nothingMatches(pattern: string): Failure {
  return new Failure({
    kind: "nothing-matches",
    class: "usage",
    message: `No file or folder fits "${pattern}"; put the pattern in quotes so that the shell leaves it alone, and check it.`,
  });
}

/** DVC's own files and Git's are not data. */
export function notData(path: string): Failure {
  return new Failure({
    kind: "not-data",
    class: "usage",
    message: `"${path}" is a file of DVC's or Git's own and belongs to Git; name the data instead.`,
  });
}

export function behindLink(path: string, link: string): Failure {
  return new Failure({
    kind: "behind-link",
    class: "usage",
    message:
      path === link
        ? `"${path}" is a symbolic link to a folder, which DVC does not track; copy the folder into the repository, or add what it points to.`
        : `"${path}" lies behind the symbolic link "${link}"; name the place where the data really is.`,
  });
}

export function ignoredByDvc(path: string): Failure {
  return new Failure({
    kind: "dvc-ignored",
    class: "usage",
    message: `"${path}" is ignored by .dvcignore, so DVC would never see it; take the rule out first.`,
  });
}

/** DVC does not read `.dvc` files that Git ignores. */
export function dvcFileIgnored(file: string): Failure {
  return new Failure({
    kind: "dvc-file-ignored",
    class: "usage",
    message: `"${file}" would be ignored by Git, and what it tracks lost for everybody else; take the rule out of .gitignore, or add "!*.dvc" after it.`,
  });
}

/** Git and the cache must not both keep a file. */
export function trackedByGit(path: string): Failure {
  return new Failure({
    kind: "tracked-by-git",
    class: "work",
    message: `"${path}" is tracked by Git; run \`git rm -r --cached "${path}"\` and commit that, then add it again.`,
  });
}

export function madeByStage(path: string, output: string, stage: string): Failure {
  const what = path === output ? `"${path}" is` : `"${path}" belongs to "${output}",`;
  return new Failure({
    kind: "made-by-stage",
    class: "work",
    message: `${what} an output of stage "${stage}"; run \`trainyard repro ${stage}\`, or record it as it is with \`trainyard commit ${stage}\`.`,
  });
}

export function insideTrackedFile(path: string, output: string): Failure {
  return new Failure({
    kind: "inside-tracked-file",
    class: "work",
    message: `"${output}" is tracked as a file, so "${path}" cannot be added inside of it; stop tracking it first with \`trainyard remove\`.`,
  });
}

/** One of the two would hold the other's data. */
export function overlapping(path: string, inside: string, file: string): Failure {
  return new Failure({
    kind: "overlapping-data",
    class: "work",
    message: `"${path}" holds "${inside}", which ${file} tracks already; run \`trainyard remove ${file}\` first, or add only the rest.`,
  });
}

export function overlappingTargets(path: string, inside: string): Failure {
  return new Failure({
    kind: "overlapping-data",
    class: "usage",
    message: `"${path}" and "${inside}" cannot both be added, since one holds the other; name one of them.`,
  });
}

export function pipelineInside(path: string, file: string): Failure {
  return new Failure({
    kind: "pipeline-in-data",
    class: "work",
    message: `"${path}" holds "${file}", which would go to the cache with the data; move it out first.`,
  });
}

/** Writing the file would end the tracking of what it names now. */
export function dvcFileTaken(file: string, tracks: string): Failure {
  return new Failure({
    kind: "dvc-file-taken",
    class: "work",
    message: `"${file}" tracks "${tracks}" and would be replaced; rename one of them, or replace it with --force.`,
  });
}

export function wouldReplace(path: string): Failure {
  return new Failure({
    kind: "would-replace",
    class: "work",
    message: `"${path}" is there already; choose another place, or replace it with --force.`,
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
    message: `${names}${more} changed since it was recorded; record it as it is with --force, or bring back what was recorded with \`trainyard checkout\`.`,
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
