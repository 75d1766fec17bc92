import { rmdirSync } from "node:fs";
import { dirname, sep } from "node:path";

import { isNotFound } from "./atomic-write.ts";

/**
 * Removes the folders that deletions have emptied, below a folder and not that folder itself.
 * @param deleted absolute paths of files
 */
export function removeEmptyFolders(deleted: readonly string[], top: string): void {
  const folders = new Set(deleted.map((path) => dirname(path)));
  for (const start of folders) {
    for (let folder = start; folder.startsWith(top + sep); folder = dirname(folder)) {
      if (!isRemoved(folder)) break;
    }
  }
}

/** False for a folder that holds something, or that a program uses. */
function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return isNotFound(error);
  }
}
