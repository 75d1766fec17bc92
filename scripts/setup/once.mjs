// Installs something once: into a folder beside the final one, which is renamed into place when it is whole.
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Makes `folder` with `fill` unless it is whole already. A killed installation leaves only a folder that the next one
 * removes; two at once end with one of the two results.
 * @param {string} folder absolute path; its name carries the version, so that a new version is a new folder
 * @param {(target: string) => Promise<void>} fill
 * @returns {Promise<boolean>} true when it had to be made
 */
export async function once(folder, fill) {
  if (existsSync(path.join(folder, ".complete"))) return false;
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await writeFile(path.join(partial, ".complete"), "");
    if (existsSync(path.join(folder, ".complete"))) return false;
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return true;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
