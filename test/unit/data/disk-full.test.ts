import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { hashPath } from "#core/data/hash/hash";
import { readCacheState } from "../../support/cache-state.ts";
import { mountSmallDisk } from "../../support/small-disk.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

test("a full disk is named, leaves the cache right, and with room the same command finishes", async (context) => {
  const disk = await mountSmallDisk(join(root, "small"), "3m");
  if (typeof disk === "string") return context.skip(disk);
  try {
    await mkdir(join(root, "data"));
    for (let index = 0; index < 300; index++) {
      await writeFile(join(root, "data", `${index}`), `${index}`.repeat(8_000));
    }
    await writeFile(join(root, "large"), Buffer.alloc(8 << 20, "x"));
    const cache = openCache(join(root, "small/cache"));
    for (const [name, size] of [
      ["data", "3m"],
      ["large", "12m"],
    ] as const) {
      const hash = await hashPath(join(root, name), {});
      if (hash === undefined) throw new Error(`${name} is gone.`);
      await disk.resize(size);
      await expect(cache.insert(join(root, name), hash)).rejects.toMatchObject({
        kind: "file-refused",
        message: expect.stringMatching(/small\/cache" cannot be used: the disk is full/),
      });
      await expect(cache.store(join(root, name), {})).rejects.toMatchObject({
        message: expect.stringMatching(/small\/cache[^"]*" cannot be used: the disk is full/),
      });
      expect(await readCacheState(cache.directory)).toMatchObject({ wrong: [], strange: [] });
      expect(await cache.missing([hash.md5])).toEqual(new Set([hash.md5]));
      await disk.resize("64m");
      await cache.insert(join(root, name), hash);
      expect(await cache.missing([hash.md5])).toEqual(new Set());
    }
    expect(await readCacheState(cache.directory)).toMatchObject({ wrong: [], strange: [] });
    expect(await readdir(join(root, "small"))).toEqual(["cache"]);
    const filler = writeFile(join(root, "small/filler"), Buffer.alloc(64 << 20));
    await expect(filler).rejects.toMatchObject({ code: "ENOSPC" });
    for (const name of ["data", "large"]) {
      // What is in the cache needs no room.
      expect(await cache.store(join(root, name), {})).toEqual(await hashPath(join(root, name), {}));
    }
    expect(await readCacheState(cache.directory)).toMatchObject({ wrong: [], strange: [] });
  } finally {
    await disk.unmount();
  }
});
