import { isAbsolute, relative, resolve, sep } from "node:path";

import { outsideRepository } from "./failures.ts";

/**
 * The repository-relative path, with `/`, of what the user typed in a folder; `.` for the root. Throws a Failure when
 * it leaves the repository by its text.
 * @param cwd absolute path of that folder
 */
export function pathFromRoot(root: string, cwd: string, target: string): string {
  const path = relative(root, resolve(cwd, target));
  const isOutside = path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
  if (isOutside) throw outsideRepository(target, root);
  return path === "" ? "." : path.split(sep).join("/");
}
