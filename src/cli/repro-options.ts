import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { Failure } from "#core/failure";
import type { ReproOptions } from "#core/runners/run";
import type { Arguments, OptionSpec } from "./command.ts";
import { targetFromRoot } from "./project-around.ts";

/** The options that `repro` and `exp run` share, with DVC's letters. */
export const reproOptions: Readonly<Record<string, OptionSpec>> = {
  force: { type: "boolean", short: "f", help: "run also what did not change" },
  "force-downstream": { type: "boolean", help: "run also what needs a stage that changed" },
  "single-item": { type: "boolean", short: "s", help: "only the targets, nothing of what they need" },
  pipeline: { type: "boolean", short: "p", help: "the whole pipelines that the targets belong to" },
  "all-pipelines": { type: "boolean", short: "P", help: "all pipelines of the repository" },
  recursive: { type: "boolean", short: "R", help: "a target that is a folder means all stages below it" },
  downstream: { type: "boolean", help: "the targets and everything that depends on them" },
  "keep-going": { type: "boolean", short: "k", help: "go on with stages that do not depend on a failed one" },
  "ignore-errors": { type: "boolean", help: "go on with all stages whatever fails" },
  pull: { type: "boolean", help: "bring missing data from the remote" },
  "allow-missing": { type: "boolean", help: "do not run stages only because their data is not here" },
  "no-commit": { type: "boolean", help: "do not store the outputs in the cache" },
};

/**
 * Reads them; targets are taken from where the command was started. Without any, it is the pipeline of that folder with
 * what it needs from others, as in DVC.
 */
export function readReproOptions(args: Arguments, place: { root: string; cwd: string }): ReproOptions {
  const isAll = args.flag("all-pipelines");
  const isHere = args.positionals.length === 0 && !isAll;
  if (isHere && !existsSync(path.join(place.cwd, "dvc.yaml"))) throw noPipelineHere();
  const targets = isHere ? ["dvc.yaml"] : args.positionals;
  return {
    targets: targets.map((target) => reproTarget(place, target, args.flag("recursive"))),
    ...(args.flag("force") && { force: true }),
    ...(args.flag("force-downstream") && { forceDownstream: true }),
    ...(args.flag("recursive") && { recursive: true }),
    ...(args.flag("glob") && { glob: true }),
    ...(args.flag("single-item") && { singleItem: true }),
    ...(args.flag("pipeline") && { pipeline: true }),
    ...(isAll && { allPipelines: true }),
    ...(args.flag("downstream") && { downstream: true }),
    ...(args.flag("keep-going") && { keepGoing: true }),
    ...(args.flag("ignore-errors") && { ignoreErrors: true }),
    ...(args.flag("pull") && { pull: true }),
    ...(args.flag("no-run-cache") && { noRunCache: true }),
    ...(args.flag("allow-missing") && { allowMissing: true }),
    ...(args.flag("no-commit") && { noCommit: true }),
  };
}

/**
 * A target as the user typed it in a folder, from the root. A `.dvc` file is named by its path, and so is a folder where
 * folders are meant; anything else may be a stage.
 */
export function reproTarget(
  { root, cwd }: { root: string; cwd: string },
  target: string,
  mayBeFolder: boolean,
): string {
  const isFolder = mayBeFolder && statSync(path.join(cwd, target), { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder && !target.endsWith(".dvc")) return targetFromRoot(root, cwd, target);
  const fromHere = path.relative(root, path.resolve(cwd, target)).split(path.sep).join("/");
  return fromHere === "" ? "." : fromHere;
}

function noPipelineHere(): Failure {
  const message =
    "There is no dvc.yaml in this folder: name a target, go to a folder that has one, or take --all-pipelines.";
  return new Failure({ kind: "no-pipeline-here", class: "usage", message });
}
