import { stat } from "node:fs/promises";

/** True for a folder, also for a link to one; false for anything else, and for what nobody may look at. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
