import { join } from "node:path";

import { unprotect as unprotectPath } from "#core/data/cache/unprotect";
import { pathExists } from "#core/data/path-exists";
import type { Work } from "#core/progress";

import { withData } from "./data-tools.ts";
import { nothingThere } from "./failures.ts";
import { pathFromRoot } from "./path-from-root.ts";
import type { DataPlace } from "./place.ts";

/**
 * Makes files that are linked to the cache, or all files of folders, private and writable, so that they can be edited.
 * Gives the repository-relative paths. Throws a Failure, before anything is changed, for one that is not there.
 */
export function unprotect(
  place: DataPlace,
  { targets, cwd }: { readonly targets: readonly string[]; readonly cwd: string },
  work: Work,
): Promise<readonly string[]> {
  return withData(place, work, async ({ root, writing }) => {
    const paths = targets.map((target) => pathFromRoot(root, cwd, target));
    for (const path of paths) if (!(await pathExists(join(root, path)))) throw nothingThere(path);
    for (const path of paths) {
      work.signal.throwIfAborted();
      await writing([path], () => unprotectPath(join(root, path), root));
    }
    return paths;
  });
}
