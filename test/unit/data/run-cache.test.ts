import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRunCache, runKey, runValue } from "#core/data/cache/run-cache";
import { parseLock } from "#core/pipeline/lock/lock-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import { makeTempFolder } from "../../support/temp-folder.ts";

let cacheDir: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: cacheDir, remove } = await makeTempFolder());
});
afterEach(() => remove());

function entryOf(lock: string): LockEntry {
  const entry = parseLock("dvc.lock", `schema: '2.0'\nstages:\n  s:\n${lock}`).stages.get("s");
  if (entry === undefined) throw new Error("the entry cannot be read");
  return entry;
}

const folder = `    cmd: mkdir -p out/sub && cp in.txt out/b.txt && printf x > out/sub/a.txt && printf y > 'out/é.txt'
    deps:
    - path: in.txt
      hash: md5
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    params:
      params.yaml:
        lr: 0.1
        m:
          z: 1
          a:
          - 1
          - 2
    outs:
    - path: out
      hash: md5
      md5: 9df15b8379dba0e80f956a13c0d0551e.dir
      size: 8
      nfiles: 3
`;
const numbers = `    cmd: cp i o
    deps:
    - {path: i, hash: md5, md5: c4ca4238a0b923820dcc509a6f75849b, size: 1}
    params:
      params.yaml: {a: 1.0, b: 1e-07, c: 1e+16, d: 123456789012345678901234567890, e: .inf, f: true, g: , h: yes,
        i: 0.1, j: 1000000000000000.0, k: -0.0, l: é😀, size: 3}
    outs:
    - {path: o, hash: md5, md5: c4ca4238a0b923820dcc509a6f75849b, size: 1}
`;

test("keys and records have the names that DVC gives them", () => {
  expect(runKey(entryOf(folder))).toBe("18a9124bbed11900d414b1ca3da8907649e5c98604f44ad17e6b325e6d3caeb4");
  expect(runValue(entryOf(folder))).toBe("cfdb16e4275c6af39f4b8b269267074a47ed7a81b1e8b66b9035f699344a2265");
  expect(runKey(entryOf(numbers))).toBe("8b4815e6307639753a9f7cd2ad7d81a07af5e3895fb3b14c687567b111f6aad9");
});

test("finds what was saved by what went in, the newest first, and passes over damaged records", async () => {
  const runs = openRunCache(cacheDir);
  const first = entryOf(folder);
  const second = entryOf(folder.replace("9df15b83", "00000000"));
  const [asked] = [entryOf(folder.replace(/ {6}md5: 9df.*\n.*\n.*\n/, ""))];
  expect(await runs.find(asked ?? first)).toBeUndefined();
  await runs.save(first);
  await runs.save(second);
  const path = (entry: LockEntry): string => {
    const key = runKey(entry);
    return join(cacheDir, "runs", key.slice(0, 2), key, runValue(entry));
  };
  await utimes(path(first), 1_000, 1_000);
  expect(await runs.find(asked ?? first)).toEqual(second);
  await writeFile(path(second), "cmd: [");
  expect(await runs.find(asked ?? first)).toEqual(first);
  await utimes(path(second), 1, 1);
  await runs.save(second);
  expect(await runs.find(asked ?? first)).toEqual(second);
});

test("is never believed where DVC's key is blind for a parameter", async () => {
  const runs = openRunCache(cacheDir);
  await runs.save(entryOf(numbers));
  expect(await runs.find(entryOf(numbers))).toBeUndefined();
  const nested = folder.replace("          z: 1\n", "          nfiles: 1\n");
  await runs.save(entryOf(nested));
  expect(await runs.find(entryOf(nested))).toBeUndefined();
});
