import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";

import { behindLink, notData } from "./addition-failures.ts";

/**
 * Throws a Failure for a place where DVC tracks no data: a file of its own or of Git's, and what lies behind a link to a
 * folder, since nobody looks for a `.dvc` file there.
 * @param path repository-relative
 */
export async function refuseUnfitPath(root: string, path: string): Promise<void> {
  if (/(?:^|\/)dvc\.yaml$|\.dvc$|^(?:\.git|\.dvc)(?:\/|$)/u.test(path)) throw notData(path);
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const current = parts.slice(0, length).join("/");
    const found = await lstat(join(root, current)).catch(() => undefined);
    if (found === undefined) return;
    const leads = found.isSymbolicLink() && (await stat(join(root, current)).catch(() => undefined));
    if (leads && leads.isDirectory()) throw behindLink(path, current);
  }
}
