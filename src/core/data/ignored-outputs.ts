import { posix } from "node:path";

import type { Problem, Range } from "#core/pipeline/problem";
import { isOutside } from "#core/pipeline/repository-path";

import type { DvcIgnore } from "./dvc-ignore.ts";

/** Something that names outputs: a stage, or a `.dvc` file, which says no place for each. */
interface Naming {
  readonly file: string;
  readonly outs: readonly { readonly path: string; readonly range?: Range }[];
}

/** Outputs that `.dvcignore` hides, there or not: with one of them DVC refuses all work. */
export async function findIgnoredOutputs(
  naming: readonly Naming[],
  ignore: DvcIgnore,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { file, outs } of naming) {
    for (const { path, range } of outs) {
      if (!isOutside(path) && (await isIgnored(path, ignore)))
        problems.push(ignoredOutput(file, path, range));
    }
  }
  return problems;
}

/** Whether the rules hide a path or a folder on the way to it; whether these are there does not matter. */
async function isIgnored(path: string, ignore: DvcIgnore): Promise<boolean> {
  for (let at = path, kind: "file" | "folder" = "file"; at !== "."; at = posix.dirname(at), kind = "folder") {
    if ((await ignore.filter(posix.dirname(at))).ignores(posix.basename(at), kind)) return true;
  }
  return false;
}

function ignoredOutput(file: string, path: string, range: Range = { start: 0, end: 0 }): Problem {
  const folder = path.split("/").find((part) => [".git", ".hg", ".dvc"].includes(part));
  const message =
    folder === undefined
      ? `.dvcignore hides the output '${path}', and DVC cannot keep what it does not see: take the rule out, or the output.`
      : `DVC never looks into '${folder}', so the output '${path}' cannot be kept: choose another place for it.`;
  return { code: "dvc/output-ignored", severity: "error", message, file, range };
}
