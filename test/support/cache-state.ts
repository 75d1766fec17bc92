import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";

/** What stands in the folder of a cache's objects. */
export interface CacheState {
  /** Names of objects that DVC trusts, and that hold what their names say. */
  readonly right: readonly string[];
  /** Paths of objects that DVC would trust although they hold something else. */
  readonly wrong: readonly string[];
  /** Everything that is no object. */
  readonly strange: readonly string[];
}

/** Reads all objects of a cache and compares them with their names. */
export async function readCacheState(directory: string): Promise<CacheState> {
  const root = path.join(directory, "files/md5");
  const [right, wrong, strange]: [string[], string[], string[]] = [[], [], []];
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, file).replace("/", "");
    if (!entry.isFile() || !/^[0-9a-f]{32}(\.dir)?$/.test(name)) strange.push(file);
    else if (((await stat(file)).mode & 0o7777) !== 0o444) strange.push(file);
    else {
      const md5 = createHash("md5")
        .update(await readFile(file))
        .digest("hex");
      (name.startsWith(md5) ? right : wrong).push(name);
    }
  }
  return { right, wrong, strange };
}
