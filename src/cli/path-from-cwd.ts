import path from "node:path";

/** A file as the user names it in `cwd`, from the root of the repository. */
export function toRoot(root: string, cwd: string, file: string): string {
  return path.relative(root, path.resolve(cwd, file)).split(path.sep).join("/");
}

/** A file of the repository as the user would name it in `cwd`. */
export function fromRoot(root: string, cwd: string, file: string): string {
  return path.relative(cwd, path.join(root, file)).split(path.sep).join("/");
}
