import { Failure } from "#core/failure";

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

export function repositoryItself(): Failure {
  return new Failure({
    kind: "not-data",
    class: "usage",
    message: "The repository itself cannot be tracked as data; name files or folders in it.",
  });
}
