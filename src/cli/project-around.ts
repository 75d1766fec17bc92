import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "#core/failure";

/** The repository that holds `folder`: the nearest folder above it with `.dvc`. Throws a Failure when there is none. */
export function findRoot(folder: string): string {
  if (!existsSync(folder)) {
    throw new Failure({ kind: "no-folder", class: "usage", message: `There is no folder '${folder}'.` });
  }
  for (let level = folder; ; level = path.dirname(level)) {
    if (existsSync(path.join(level, ".dvc"))) return level;
    if (path.dirname(level) === level) break;
  }
  throw new Failure({
    kind: "no-repository",
    class: "environment",
    message: `There is no pipeline repository in '${folder}' or above it: go to a folder that has one (it holds a folder '.dvc'), or name one with -C.`,
  });
}

/** A target as the user typed it in `cwd`, as an address from the root of the repository. */
export function targetFromRoot(root: string, cwd: string, target: string): string {
  const folder = path.relative(root, cwd).split(path.sep).join("/");
  if (folder === "") return target;
  const [file, stage] = splitTarget(target);
  if (file === undefined) return `${folder}/dvc.yaml:${target}`;
  const joined = path.posix.join(folder, file);
  const fromRoot = joined === "dvc.yaml" && stage !== undefined ? undefined : joined;
  return [fromRoot, stage].filter((part) => part !== undefined).join(":");
}

/** `path/dvc.yaml:name`, `path/dvc.yaml` or `name`. */
function splitTarget(target: string): [file: string | undefined, stage: string | undefined] {
  const match = /^(.*dvc\.yaml)(?::(.+))?$/.exec(target);
  return match === null ? [undefined, target] : [match[1], match[2]];
}
