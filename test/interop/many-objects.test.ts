import { chmodSync, linkSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { hashPath } from "#core/data/hash/hash";
import type { PathHash } from "#core/data/hash/hash";
import { openStatCache } from "#core/data/hash/stat-cache";
import { readCacheState } from "../support/cache-state.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

const at = (path: string) => join(root, path);

function writeMany(count: number, first = 0): void {
  mkdirSync(at("d/sub"), { recursive: true });
  for (let index = first; index < first + count; index++) {
    const folder = index % 2 === 0 ? "d" : "d/sub";
    writeFileSync(at(`${folder}/a-name-that-makes-the-listing-long-${index}`), `${index}\n`);
  }
}

async function hashOf(path: string): Promise<PathHash> {
  const hash = await hashPath(at(path), {});
  if (hash === undefined) throw new Error(`${path} is not there`);
  return hash;
}

const objectOf = (name: string) => at(`cache/files/md5/${name.slice(0, 2)}/${name.slice(2)}`);

describe("insert", () => {
  test("adds to folders that hold objects already, and says how far it is", async () => {
    writeMany(300);
    const cache = openCache(at("cache"));
    await cache.insert(at("d"), await hashOf("d"));
    writeMany(300, 300);
    const told: unknown[] = [];
    const hash = await hashOf("d");
    await cache.insert(at("d"), hash, { onProgress: (progress) => told.push(progress) });
    expect(told[0]).toEqual({ phase: "Storing", done: 1, total: 300, unit: "files" });
    expect(told).toHaveLength(300);
    expect(await cache.missing([hash.md5])).toEqual(new Set());
    const state = await readCacheState(at("cache"));
    expect(state).toMatchObject({ wrong: [], strange: [] });
    expect(state.right).toHaveLength(602);
  });

  test("clears away what killed processes left, and nothing of those that run", async () => {
    writeMany(1);
    const cache = openCache(at("cache"));
    const { md5 } = await hashOf("d");
    await cache.insert(at("d"), await hashOf("d"));
    const [own = ""] = await stagingWhile(() => writeAndInsert(cache));
    expect(own).toMatch(/^\.trainyard-[0-9a-f]{8}-\d+-[0-9a-f]{16}$/);
    const [, , machine] = own.split(/[.-]/u).slice(0, 3);
    const dead = `.trainyard-${machine}-4194304-0123456789abcdef`;
    const alive = `.trainyard-${machine}-${process.ppid}-0123456789abcdef`;
    const elsewhere = `.trainyard-00000000-4194304-0123456789abcdef`;
    for (const name of [dead, alive, elsewhere])
      mkdirSync(at(`cache/files/md5/${name}/00-new`), { recursive: true });
    await cache.insert(at("d"), await hashOf("d"));
    const left = readdirSync(at("cache/files/md5")).filter((name) => name.startsWith("."));
    expect(left.toSorted()).toEqual([alive, elsewhere].toSorted());
    expect(await cache.missing([md5])).toEqual(new Set());
  });

  async function writeAndInsert(cache: ReturnType<typeof openCache>): Promise<void> {
    writeMany(2_000);
    await cache.insert(at("d"), await hashOf("d"));
  }

  /** The names of hidden folders that stood beside the objects while something was done. */
  async function stagingWhile(work: () => Promise<void>): Promise<string[]> {
    const seen = new Set<string>();
    const timer = setInterval(() => {
      for (const name of readdirSync(at("cache/files/md5"))) if (name.startsWith(".")) seen.add(name);
    }, 1);
    await work();
    clearInterval(timer);
    return [...seen];
  }

  test.each(["with", "without"])(
    "refuses a large file that changed since it was hashed, %s a stat cache",
    async (how) => {
      writeFileSync(at("large"), Buffer.alloc(3 << 20, "a"));
      await delay(60);
      const stats = how === "with" ? await openStatCache(root) : undefined;
      const hash = await hashPath(at("large"), { stats });
      if (hash === undefined) throw new Error("The file is gone.");
      const cache = openCache(at("cache"));
      await cache.insert(at("large"), hash, { stats });
      expect(await readCacheState(at("cache"))).toEqual({ right: [hash.md5], wrong: [], strange: [] });
      writeFileSync(at("large"), Buffer.alloc(3 << 20, "b"));
      rmSync(objectOf(hash.md5));
      await expect(cache.insert(at("large"), hash, { stats })).rejects.toMatchObject({
        kind: "changed-while-stored",
      });
      expect(await readCacheState(at("cache"))).toEqual({ right: [], wrong: [], strange: [] });
    },
  );
});

describe("store", () => {
  test("hashes and stores in one go, also what is there already, large, or known by its stats", async () => {
    writeMany(300);
    writeFileSync(at("d/large"), Buffer.alloc(3 << 20, "a"));
    writeFileSync(at("d/copy"), "1\n");
    const stats = await openStatCache(root);
    const cache = openCache(at("cache"));
    const hash = await cache.store(at("d"), { stats });
    expect(hash).toEqual(await hashOf("d"));
    expect(await readCacheState(at("cache"))).toMatchObject({ wrong: [], strange: [] });
    expect(await cache.missing([hash?.md5 ?? ""])).toEqual(new Set());
    rmSync(at("cache"), { recursive: true });
    await cache.store(at("d"), { stats });
    expect(await cache.missing([hash?.md5 ?? ""])).toEqual(new Set());
    const [name = ""] = hash?.tree?.members.map(({ md5 }) => md5) ?? [];
    chmodSync(objectOf(name), 0o644);
    writeFileSync(objectOf(name), "damaged");
    await cache.store(at("d"), {});
    expect(await readCacheState(at("cache"))).toMatchObject({ wrong: [], strange: [] });
    expect(await cache.missing([hash?.md5 ?? ""])).toEqual(new Set());
    expect(await cache.store(at("nothing"), {})).toBeUndefined();
  });

  test("a signal stops it, and nothing half made stays", async () => {
    writeMany(3_000);
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("stopped"));
    const storing = openCache(at("cache")).store(at("d"), { signal: stop.signal, onProgress });
    await expect(storing).rejects.toThrow("stopped");
    expect(await readCacheState(at("cache"))).toMatchObject({ wrong: [], strange: [] });
  });
});

test("relinking makes copies of what others share or nobody may write, and leaves other copies alone", async () => {
  writeMany(4);
  const cache = openCache(at("cache"), { linkTypes: ["copy"] });
  const hash = await hashOf("d");
  await cache.insert(at("d"), hash);
  const [own = "", shared = "", locked = ""] = (hash.tree?.members ?? []).map(({ relpath }) =>
    at(`d/${relpath}`),
  );
  const sharedHash = hash.tree?.members[1]?.md5 ?? "";
  rmSync(shared);
  linkSync(objectOf(sharedHash), shared);
  chmodSync(locked, 0o444);
  const before = statSync(own).ino;
  const options = { relink: true, known: hash };
  const { modified } = await cache.checkout({ path: at("d"), md5: hash.md5 }, options);
  expect(modified.toSorted()).toEqual([shared, locked].toSorted());
  expect(statSync(own).ino).toBe(before);
  expect(statSync(shared).nlink).toBe(1);
  expect(statSync(locked).mode & 0o200).toBe(0o200);
  expect(await cache.checkout({ path: at("d"), md5: hash.md5 }, options)).toMatchObject({ modified: [] });
});

test("a large folder is seen to be whole without a look at each object, and any damage is still seen", async () => {
  writeMany(11_000);
  const cache = openCache(at("cache"));
  const hash = await hashOf("d");
  await cache.insert(at("d"), hash);
  const [first = "", second = "", third = ""] = (hash.tree?.members ?? []).map(({ md5 }) => md5);
  const wanted = [hash.md5, first];
  // The folders of the cache have to be older than a tick of the clock before anything is remembered of them.
  await delay(60);
  const look = async () => {
    const stats = await openStatCache(root);
    const missing = await cache.missing(wanted, { stats });
    await stats.save();
    return missing;
  };
  expect(await look()).toEqual(new Set());
  const stats = await openStatCache(root);
  expect(stats.recall(`whole:${hash.md5}`)).toMatch(/^[0-9a-f]{32}$/);
  expect(await look()).toEqual(new Set());

  chmodSync(objectOf(second), 0o644);
  expect(await look()).toEqual(new Set());
  expect(statSync(objectOf(second)).mode & 0o777).toBe(0o444);

  chmodSync(objectOf(third), 0o644);
  writeFileSync(objectOf(third), "damaged");
  expect(await look()).toEqual(new Set([hash.md5]));
  await cache.insert(at("d"), hash);
  await delay(60);
  expect(await look()).toEqual(new Set());

  rmSync(objectOf(first));
  expect(await look()).toEqual(new Set(wanted));
});
