import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";
import type { ParamsDependency, PathReference, Stage } from "#core/pipeline/model";
import type { Place } from "#core/pipeline/problem";

import type { CommandResult } from "./stage-process.ts";

/** Targets that name no stage, with what was probably meant where there is one. */
export function unknownTargetFailure(targets: readonly string[], stages: readonly Stage[]): Failure {
  const names = targets.map((target) => `"${target}"`).join(", ");
  const [first] = targets;
  const known = stages.flatMap((stage) => [stage.address, ...stage.outs.map((output) => output.path)]);
  const near = targets.length === 1 && first !== undefined ? closest(first, known) : undefined;
  const wayOut = near === undefined ? "`trainyard resolve` shows the stages." : `did you mean "${near}"?`;
  return new Failure({
    kind: "target-unknown",
    class: "usage",
    message: `There is no stage, file or output ${names}; ${wayOut}`,
  });
}

/** A dependency or parameter file that is not there when its stage is about to run. */
export function missingDependency(stage: Stage, reference: PathReference): Failure {
  return new Failure({
    kind: "dependency-missing",
    class: "work",
    message: `Stage "${stage.address}" needs "${reference.path}", which does not exist; create it, pull it, or run the stage that makes it.`,
    place: { file: stage.file, range: reference.range },
  });
}

export function unreadableParams(stage: Stage, dependency: ParamsDependency, reason: string): Failure {
  return new Failure({
    kind: "params-unreadable",
    class: "work",
    message: `Stage "${stage.address}" reads parameters from "${dependency.path}", which cannot be read: ${reason}`,
    place: { file: stage.file, range: dependency.range },
  });
}

export function missingParameter(
  stage: Stage,
  dependency: ParamsDependency,
  key: string,
  place: Place,
): Failure {
  return new Failure({
    kind: "parameter-missing",
    class: "work",
    message: `Stage "${stage.address}" reads parameter "${key}", which is not in "${dependency.path}"; add it there, or correct \`params\`.`,
    place,
  });
}

export function ambiguousParameter(
  stage: Stage,
  dependency: ParamsDependency,
  key: string,
  place: Place,
): Failure {
  return new Failure({
    kind: "parameter-ambiguous",
    class: "work",
    message: `Stage "${stage.address}" reads parameter "${key}", which fits several values in "${dependency.path}"; name one.`,
    place,
  });
}

/** The command succeeded but did not make what dvc.yaml says that it makes. */
export function missingOutput(stage: Stage, output: PathReference): Failure {
  return new Failure({
    kind: "output-missing",
    class: "work",
    message: `Stage "${stage.address}" ran but did not make its output "${output.path}"; correct the command or the output's path.`,
    place: { file: stage.file, range: output.range },
  });
}

/** A frozen stage is only checked, so what it made must be there. */
export function missingFrozenOutput(stage: Stage, output: PathReference): Failure {
  return new Failure({
    kind: "output-missing",
    class: "work",
    message: `Frozen stage "${stage.address}" has no output "${output.path}"; pull it, or unfreeze the stage to run it.`,
    place: { file: stage.file, range: output.range },
  });
}

/** What is to be recorded as it is has to be there. */
export function nothingToCommit(stage: Stage, output: PathReference): Failure {
  return new Failure({
    kind: "output-missing",
    class: "work",
    message: `Output "${output.path}" of stage "${stage.address}" does not exist, so it cannot be committed; run the stage, or name what is to be committed.`,
    place: { file: stage.file, range: output.range },
  });
}

/** Git and the cache must not both keep a file: a checkout of either would overwrite the other's. */
export function outputTrackedByGit(stage: Stage, output: PathReference): Failure {
  return new Failure({
    kind: "output-tracked",
    class: "work",
    message: `Output "${output.path}" of stage "${stage.address}" is tracked by Git; run \`git rm -r --cached ${output.path}\` and commit, or set \`cache: false\`.`,
    place: { file: stage.file, range: output.range },
  });
}

/** What stands there before a stage runs is replaced, so nothing of anybody else's may stand there. */
export function outputOutside(stage: Stage, output: PathReference): Failure {
  return new Failure({
    kind: "output-outside",
    class: "work",
    message: `Output "${output.text}" of stage "${stage.address}" is not a file or folder within the repository; it would replace what is not the pipeline's. Choose a path in the repository that is not below .git or .dvc and not behind a link that leads out.`,
    place: { file: stage.file, range: output.range },
  });
}

/** The folder in which a stage runs is not there. */
export function missingWorkingFolder(stage: Stage): Failure {
  return new Failure({
    kind: "wdir-missing",
    class: "work",
    message: `The working folder "${stage.wdir}" of stage "${stage.address}" does not exist; create it, or correct \`wdir\`.`,
    place: { file: stage.file, range: stage.range },
  });
}

/** A `cmd` that is a number, a mapping, or a list with something that is no text. */
export function unrunnableCommand(stage: Stage): Failure {
  return new Failure({
    kind: "command-invalid",
    class: "work",
    message: `The cmd of stage "${stage.address}" must be a text or a list of texts.`,
    place: { file: stage.file, range: stage.cmdRange },
  });
}

/** No program can be given a zero byte. */
export function zeroInCommand(stage: Stage): Failure {
  return new Failure({
    kind: "command-invalid",
    class: "work",
    message: `The cmd of stage "${stage.address}" holds a zero byte (\\0), which no shell takes; remove it.`,
    place: { file: stage.file, range: stage.cmdRange },
  });
}

/** What the text of a template says holds for more than one stage, or depends on values elsewhere. */
export function templatedStage(target: string): Failure {
  return new Failure({
    kind: "stage-templated",
    class: "work",
    message: `"${target}" is made by a template (foreach, matrix, vars or \${}), which is not rewritten; edit the template in dvc.yaml.`,
  });
}

/** An alias or `<<` brings the stage, so that an edit would change others. */
export function sharedStage(target: string): Failure {
  return new Failure({
    kind: "stage-shared",
    class: "work",
    message: `"${target}" shares its text in dvc.yaml with others by an alias, and is not rewritten; edit it there.`,
  });
}

/** What somebody changed is recorded only when that is meant. */
export function changedStages(
  changes: readonly { readonly stage: string; readonly what: string }[],
): Failure {
  const list = changes.map(({ stage, what }) => `stage "${stage}" (${what})`).join(", ");
  return new Failure({
    kind: "commit-changed",
    class: "work",
    message: `Not what dvc.lock records: ${list}; use --force to record it as it is, or \`trainyard repro\` to run it.`,
  });
}

/** The shell itself could not be started. */
export function shellFailure(stage: Stage, cause: Error): Failure {
  return new Failure({
    kind: "shell-missing",
    class: "environment",
    message: `The command of stage "${stage.address}" could not be started: ${cause.message}; check the SHELL variable.`,
    cause,
  });
}

/** A command that ended with another exit code than 0. */
export class CommandFailure extends Failure {
  readonly exitCode: number;
  /** The message without the output, for the log, where the output is already. */
  readonly summary: string;

  /** `line` is the one-based line of the command in dvc.yaml, `lastLines` the end of its output. */
  constructor(stage: Stage, result: CommandResult, line: number, lastLines: readonly string[]) {
    const how =
      result.killedBy === undefined
        ? `exited with code ${result.exitCode}`
        : `was ended by ${result.killedBy}`;
    const summary = `Stage "${stage.address}" (${stage.file}:${line}) failed: \`${result.line}\` ${how}.`;
    const output = lastLines.length === 0 ? "" : `\nThe last lines of its output:\n${lastLines.join("\n")}`;
    super({
      kind: "stage-failed",
      class: "work",
      message: summary + output,
      place: { file: stage.file, range: stage.cmdRange },
    });
    this.exitCode = result.exitCode;
    this.summary = summary;
  }
}

/** With `keepGoing`, all that failed is told at the end. */
export function severalFailures(failures: ReadonlyMap<string, Failure>, skipped: readonly string[]): Failure {
  const [first] = failures.values();
  const because = skipped.length === 0 ? "" : ` Not run because of that: ${skipped.join(", ")}.`;
  const messages = [...failures.values()].map((failure) => failure.message).join("\n");
  return new Failure({
    kind: "stage-failed",
    class: "work",
    message: `${messages}${because}`,
    ...(first?.place && { place: first.place }),
  });
}
