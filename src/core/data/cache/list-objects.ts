import { join } from "node:path";

import { namesIn } from "#core/data/list-folder";
import { mapLimited } from "#core/data/map-limited";

const foldersAtOnce = 8;

/**
 * All files where a cache keeps objects, those of DVC 3 and of DVC 2: relative to its folder, with `/`, in no promised
 * order. What a writer that died has left is among them.
 * @param cacheDir absolute; it need not exist
 */
export async function listObjectFiles(cacheDir: string, signal: AbortSignal): Promise<readonly string[]> {
  const stores = ["files/md5", ""];
  const folders = await Promise.all(
    stores.map(async (store) => {
      const names = await namesIn(join(cacheDir, store));
      return names.filter((name) => /^[0-9a-f]{2}$/.test(name)).map((name) => join(store, name));
    }),
  );
  const files = await mapLimited(folders.flat(), foldersAtOnce, async (folder) => {
    signal.throwIfAborted();
    const prefix = `${folder.replaceAll("\\", "/")}/`;
    return (await namesIn(join(cacheDir, folder))).map((name) => prefix + name);
  });
  return files.flat();
}
