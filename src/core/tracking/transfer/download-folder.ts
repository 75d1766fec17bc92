import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { openFileLock } from "#core/data/locks/file-lock";
import { ownFolder } from "#core/data/own-folder";
import { Failure } from "#core/failure";

const daysKept = 7;
const dayInMilliseconds = 86_400_000;

/**
 * Does something with the folder in which downloads grow until they are whole: what an interrupted one has left is gone on
 * with by the next. Two processes cannot write to one file, so one that comes while another downloads has a folder of
 * its own, which goes when it is done. What nobody asked for in a week is removed.
 * @param root absolute path of the repository
 */
export async function withDownloads<T>(
  root: string,
  signal: AbortSignal,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const shared = ownFolder(root, "downloads");
  await mkdir(shared, { recursive: true });
  const lock = openFileLock(join(shared, "lock"));
  let hasBegun = false;
  try {
    return await lock.hold({ signal, seconds: 0 }, async () => {
      hasBegun = true;
      await removeForgotten(shared);
      return work(shared);
    });
  } catch (error) {
    const isBusy = error instanceof Failure && error.kind === "repository-busy";
    if (hasBegun || !isBusy) throw error;
  } finally {
    lock.close();
  }
  const own = join(shared, `.${randomBytes(8).toString("hex")}`);
  await mkdir(own);
  try {
    return await work(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function removeForgotten(folder: string): Promise<void> {
  const oldest = Date.now() - daysKept * dayInMilliseconds;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (name !== "lock" && mtimeMs < oldest) await rm(path, { recursive: true, force: true });
  }
}
