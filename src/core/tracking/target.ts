import { pathFromRoot } from "./path-from-root.ts";

/** What a target can be, by its text alone. */
export interface Target {
  /** The `.dvc` or dvc.yaml file that it names, or the dvc.yaml in which a bare word would be a stage. */
  readonly file: string;
  /** The stage; absent for a file as a whole. */
  readonly name: string | undefined;
  readonly isBare: boolean;
}

/** @param cwd absolute path of the folder in which the target was typed */
export function readTarget(root: string, cwd: string, target: string): Target {
  const [, file, name] = /^(.*\.dvc|(?:.*[/\\])?dvc\.yaml)(?::(.+))?$/u.exec(target) ?? [];
  if (file !== undefined) return { file: pathFromRoot(root, cwd, file), name, isBare: false };
  return { file: pathFromRoot(root, cwd, "dvc.yaml"), name: target, isBare: true };
}
