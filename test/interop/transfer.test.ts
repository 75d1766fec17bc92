import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { parseTree } from "#core/data/cache/dir-object";
import { openFolder } from "#core/data/remotes/folder";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { add } from "#core/tracking/add";
import { cloudStatus } from "#core/tracking/cloud-status";
import { fetchData, fetchObjects } from "#core/tracking/fetch";
import { pull } from "#core/tracking/pull";
import { push } from "#core/tracking/push";
import { withDownloads } from "#core/tracking/transfer/download-folder";
import { findPresent } from "#core/tracking/transfer/find-present";

import { startBlobServer, type BlobServer } from "../support/blob-server.ts";
import { never, remoteOf } from "../support/cloud-store.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles, type TestRepository } from "../support/git-repository.ts";

const work = { signal: never };
const md5Of = (text: string): string => createHash("md5").update(text).digest("hex");
const objectAt = (md5: string): string => `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;

let repository: TestRepository;
const at = (...names: readonly string[]): string => path.join(repository.root, ...names);
const inStore = (md5: string): string => at("store", objectAt(md5));
const everything = () => ({ targets: [], cwd: repository.root });
const only = (...targets: readonly string[]) => ({ targets, cwd: repository.root });
const place = () => ({ root: repository.root, git: repository.git });

beforeEach(async () => {
  repository = await makeDvcRepository({
    ".dvc/config": "[core]\n    remote = main\n['remote \"main\"']\n    url = ../store\n",
    ".gitignore": "/store\n/other\n",
  });
  await writeFiles(repository.root, { "data/one": "1", "data/sub/two": "2", single: "3" });
  await add(place(), only("data", "single"), work);
});

afterEach(() => repository.remove());

/** The object that lists the folder `data`. */
async function listingOf(file: string): Promise<string> {
  return /[0-9a-f]{32}\.dir/u.exec(await readFile(at(file), "utf8"))?.[0] ?? "";
}

async function emptyCache(): Promise<void> {
  await rm(at(".dvc/cache"), { recursive: true, force: true });
}

async function spoil(file: string, text: string): Promise<void> {
  await chmod(file, 0o644);
  await writeFile(file, text);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
}

const downloads = () => filesIn(at(".dvc/tmp/trainyard/downloads"));

describe("push", () => {
  test("stores what is not there, and nothing twice", async () => {
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 4, failed: [], missing: [] });
    const listing = await listingOf("data.dvc");
    expect(parseTree(listing, await readFile(inStore(listing), "utf8"))).toHaveLength(2);
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 0, bytes: 0 });
  });

  test("stores the listing of a folder only when all its files are there", async () => {
    await rm(at(".dvc/cache", objectAt(md5Of("2"))));
    const report = await push(place(), everything(), work);
    expect(report).toMatchObject({ moved: 2, missing: ["data/sub/two"] });
    expect(await filesIn(at("store"))).not.toContain((await listingOf("data.dvc")).slice(2));
  });

  test("stores a file again that the remote has lost, though the listing of its folder is there", async () => {
    await push(place(), everything(), work);
    await rm(inStore(md5Of("2")), { force: true });
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 1, missing: [] });
    expect(await readFile(inStore(md5Of("2")), "utf8")).toBe("2");
  });

  test("of a part of a folder stores that part", async () => {
    expect(await push(place(), only("data/sub"), work)).toMatchObject({ moved: 1 });
    expect(await filesIn(at("store"))).toEqual([md5Of("2").slice(2)]);
    expect(await push(place(), only("data/one"), work)).toMatchObject({ moved: 2 });
  });

  test("an object that is damaged in the cache does not leave it", async () => {
    await spoil(at(".dvc/cache", objectAt(md5Of("3"))), "not 3");
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 3, missing: ["single"] });
  });

  test("brings each output to its own remote", async () => {
    await writeFile(at(".dvc/config.local"), "['remote \"own\"']\n    url = ../other\n");
    await writeFile(at("single.dvc"), `${await readFile(at("single.dvc"), "utf8")}  remote: own\n`);
    expect(await push(place(), { ...everything(), remote: "main" }, work)).toMatchObject({ moved: 3 });
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 1 });
    expect(await filesIn(at("other"))).toEqual([md5Of("3").slice(2)]);
  });

  test("leaves alone what is not to be pushed, and what other repositories and clouds keep", async () => {
    await writeFile(at("single.dvc"), `${await readFile(at("single.dvc"), "utf8")}  push: false\n`);
    await writeFile(
      at("cloud.dvc"),
      "outs:\n- path: cloud\n  files:\n  - relpath: a\n    cloud: {main: {etag: x}}\n",
    );
    await writeFile(
      at("theirs.dvc"),
      `deps:\n- path: x\n  repo: {url: ../x}\nouts:\n- md5: ${md5Of("t")}\n  hash: md5\n  path: theirs\n`,
    );
    const report = await push(place(), everything(), work);
    expect(report).toMatchObject({ moved: 3, missing: [], failed: [] });
    expect(report.notes).toEqual([
      expect.stringMatching(/"cloud" is recorded with the versions of a cloud remote/u),
    ]);
  });

  test("brings the data of the branches, too", async () => {
    await repository.commit("Keep the first");
    await repository.run("checkout", "--quiet", "-b", "other");
    await writeFiles(repository.root, { single: "4" });
    await add(place(), only("single"), work);
    await repository.commit("Keep the second");
    await repository.run("checkout", "--quiet", "main");
    expect(await push(place(), only("single"), work)).toMatchObject({ moved: 1 });
    expect(await push(place(), { ...only("single"), allBranches: true }, work)).toMatchObject({ moved: 1 });
    expect(await filesIn(at("store"))).toEqual(
      [md5Of("3"), md5Of("4")].map((md5) => md5.slice(2)).toSorted(),
    );
  });

  test.each([
    [{ remote: "mian" }, /There is no remote "mian"; did you mean "main"\?/u],
    [{ targets: ["singel"] }, /"singel"; did you mean "single"\?/u],
    [{ targets: ["x*"], glob: true }, /"x\*"/u],
  ])("refuses %o with what was probably meant", async (options, message) => {
    await expect(push(place(), { ...everything(), ...options }, work)).rejects.toThrow(message);
  });

  test("says how to get a remote when there is none", async () => {
    await writeFile(at(".dvc/config"), "");
    await expect(push(place(), everything(), work)).rejects.toThrow(/no default remote: add one with/u);
  });
});

describe("fetch", () => {
  beforeEach(async () => {
    await push(place(), everything(), work);
    await emptyCache();
  });

  test("brings what is recorded, and nothing twice", async () => {
    const seen: string[] = [];
    const onProgress = ({ phase, done, total }: { phase: string; done: number; total?: number }) =>
      void seen.push(`${phase} ${done}/${total}`);
    expect(await fetchData(place(), everything(), { ...work, onProgress })).toMatchObject({
      moved: 4,
      bytes: 3,
    });
    expect(seen.at(-1)).toBe("Downloading 3/3");
    expect(await fetchData(place(), everything(), work)).toMatchObject({ moved: 0 });
    expect(await downloads()).toEqual(["lock"]);
  });

  test("brings a part of a folder with what is needed to check it out", async () => {
    expect(await fetchData(place(), only("data/sub"), work)).toMatchObject({ moved: 2 });
    await rm(at("data"), { recursive: true });
    await pull(place(), only("data/sub"), work);
    expect(await filesIn(at("data"))).toEqual(["two"]);
  });

  test("refuses content that is not what its name says, and keeps what is right", async () => {
    await spoil(inStore(md5Of("2")), "not 2");
    const report = await fetchData(place(), everything(), work);
    expect(report.failed).toEqual([
      {
        path: "data/sub/two",
        reason: expect.stringContaining(`${objectAt(md5Of("2"))} on ${at("store")} is damaged`),
      },
    ]);
    expect(await filesIn(at(".dvc/cache"))).toEqual(
      [md5Of("1"), md5Of("3")].map((md5) => md5.slice(2)).toSorted(),
    );
    await spoil(inStore(md5Of("2")), "2");
    expect(await fetchData(place(), everything(), work)).toMatchObject({ moved: 2, failed: [] });
  });

  test("a damaged listing spoils its folder only", async () => {
    const listing = await listingOf("data.dvc");
    await spoil(inStore(listing), "[]");
    const report = await fetchData(place(), everything(), work);
    expect(report).toMatchObject({ moved: 1, failed: [{ path: "data" }] });
  });

  test("says what is nowhere, and pull brings the rest", async () => {
    await rm(inStore(md5Of("3")));
    await rm(at("single"));
    await rm(at("data"), { recursive: true });
    const { fetched, checkedOut } = await pull(place(), everything(), work);
    expect(fetched.missing).toEqual(["single"]);
    expect(checkedOut).toMatchObject({ added: ["data/"], failed: ["single"] });
  });

  test("objects by their hashes come with all that is in folders", async () => {
    const md5s = [await listingOf("data.dvc"), "../../etc/passwd"];
    expect(await fetchObjects(place(), { md5s }, work)).toMatchObject({ moved: 3, failed: [], missing: [] });
  });

  test("brings what DVC 2 stored, and checks it by the hash of DVC 2", async () => {
    const md5 = md5Of("a\nb\n");
    await writeFile(at("old.dvc"), `outs:\n- md5: ${md5}\n  path: old\n`);
    await writeFiles(at("store"), { [`${md5.slice(0, 2)}/${md5.slice(2)}`]: "a\r\nb\r\n" });
    expect(await fetchData(place(), only("old.dvc"), work)).toMatchObject({ moved: 1, failed: [] });
    expect(await readFile(at(".dvc/cache", md5.slice(0, 2), md5.slice(2)), "utf8")).toBe("a\r\nb\r\n");
  });

  test("stops when it is told to, and goes on later", async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("enough"));
    await expect(fetchData(place(), everything(), { signal: stop.signal, onProgress })).rejects.toThrow(
      "enough",
    );
    expect(await fetchData(place(), everything(), work)).toMatchObject({ failed: [], missing: [] });
    expect(await cloudStatus(place(), everything(), work)).toMatchObject({ states: new Map() });
  });
});

test("a folder for downloads serves one process; another has one of its own meanwhile", async () => {
  const shared = await withDownloads(repository.root, never, async (first) => {
    const own = await withDownloads(repository.root, never, async (second) => {
      await writeFile(path.join(second, "part"), "");
      return second;
    });
    expect(own).not.toBe(first);
    await expect(readdir(own)).rejects.toThrow("ENOENT");
    return first;
  });
  expect(await withDownloads(repository.root, never, async (again) => again)).toBe(shared);
});

test("the status says where data is", async () => {
  const listing = await listingOf("data.dvc");
  const states = async () => Object.fromEntries((await cloudStatus(place(), everything(), work)).states);
  expect(await states()).toEqual({ data: "new", "data/one": "new", "data/sub/two": "new", single: "new" });
  await push(place(), everything(), work);
  expect(await states()).toEqual({});
  await rm(at(".dvc/cache", objectAt(md5Of("3"))), { force: true });
  await rm(at(".dvc/cache", objectAt(listing)), { force: true });
  await rm(at(".dvc/cache", objectAt(md5Of("1"))), { force: true });
  await rm(inStore(md5Of("1")), { force: true });
  expect(await states()).toEqual({ data: "deleted", "data/one": "missing", single: "deleted" });
});

test("names are looked up by listing their folders or one by one, whichever is less", async () => {
  const store = openFolder(remoteOf(at("store")));
  const asked: string[] = [];
  const counting: RemoteStore = {
    ...store,
    size: (name: string, signal: AbortSignal) => {
      asked.push(name);
      return store.size(name, signal);
    },
    list: (folder: string, signal: AbortSignal) => {
      asked.push(folder);
      if (store.list === undefined) throw new Error("A folder can be listed.");
      return store.list(folder, signal);
    },
  };
  await writeFiles(at("store"), { "files/md5/ab/1": "", "files/md5/ab/9": "", "files/md5/cd/1": "" });
  const names = ["ab/1", "ab/2", "ab/3", "cd/1", "cd/2", "ef/1"].map((name) => `files/md5/${name}`);
  const present = await findPresent(counting, names, work);
  expect([...present].toSorted()).toEqual(["files/md5/ab/1", "files/md5/cd/1"]);
  expect(asked.toSorted()).toEqual(["files/md5/ab/", "files/md5/cd/", "files/md5/ef/1"]);
});

describe("over HTTP", () => {
  let server: BlobServer;
  beforeEach(async () => {
    server = await startBlobServer(at("store"));
    await writeFile(
      at(".dvc/config"),
      `[core]\n    remote = main\n['remote "main"']\n    url = ${server.url}\n`,
    );
  });
  afterEach(() => server.stop());

  const big = Buffer.alloc(300_000, "abcdefg");
  const bigName = createHash("md5").update(big).digest("hex");
  const fetchBig = () => fetchObjects(place(), { md5s: [bigName] }, work);

  test("a push asks for the listing of a folder alone, once that is there", async () => {
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 4 });
    const before = server.requests.length;
    expect(await push(place(), everything(), work)).toMatchObject({ moved: 0 });
    expect(server.requests.slice(before).map((line) => line.split(" ")[0])).toEqual(["HEAD", "HEAD"]);
  });

  test("an upload is tried again while the server is busy", async () => {
    server.manners.refusals = [404, 503, 503];
    expect(await push(place(), only("single"), work)).toMatchObject({ moved: 1, failed: [] });
  });

  test("a download goes on where the connection broke, however often", async () => {
    await writeFiles(at("store"), { [objectAt(bigName)]: big.toString() });
    server.manners.cuts = { after: 30_000, times: 9 };
    expect(await fetchBig()).toMatchObject({ moved: 1, bytes: big.length });
    expect(server.requests.filter((line) => line.includes("bytes="))).toHaveLength(9);
  });

  test("a download goes on with what an earlier one left, when that is its beginning", async () => {
    await writeFiles(at("store"), { [objectAt(bigName)]: big.toString() });
    const part = at(".dvc/tmp/trainyard/downloads", bigName);
    await mkdir(path.dirname(part), { recursive: true });
    await writeFile(part, big.subarray(0, 100_000));
    expect(await fetchBig()).toMatchObject({ moved: 1, bytes: big.length });
    expect(server.requests).toEqual([`GET /${objectAt(bigName)} bytes=100000-`]);
    await rm(at(".dvc/cache", objectAt(bigName)), { force: true });
    await writeFile(part, "something else");
    expect(await fetchBig()).toMatchObject({ moved: 1, failed: [] });
    await rm(at(".dvc/cache", objectAt(bigName)), { force: true });
    await writeFile(part, big);
    expect(await fetchBig()).toMatchObject({ moved: 1, failed: [] });
  });

  test("a server that lets nobody in is told of in the same way, whichever way the data goes", async () => {
    server.manners.authorization = "Basic secret";
    const refused = { kind: "remote-refused", class: "environment" };
    await expect(push(place(), everything(), work)).rejects.toMatchObject(refused);
    await expect(fetchBig()).rejects.toMatchObject(refused);
  });

  test("the run cache is left out, with a word", async () => {
    const report = await push(place(), { ...everything(), runCache: true }, work);
    expect(report.notes).toEqual([expect.stringMatching(/The run cache needs a remote that can list/u)]);
  });
});

test("records of runs travel when they are asked to, and only those", async () => {
  const key = "18a9124bbed11900d414b1ca3da8907649e5c98604f44ad17e6b325e6d3caeb4";
  const name = `runs/18/${key}/${"cf".repeat(32)}`;
  await writeFiles(at(".dvc/cache"), { [name]: "cmd: a\n", "runs/18/stray": "" });
  expect(await push(place(), { ...everything(), runCache: true }, work)).toMatchObject({ moved: 5 });
  await emptyCache();
  await writeFiles(at("store"), { "runs/18/../../escaped": "", [`runs/19/${key}/${"cf".repeat(32)}`]: "" });
  expect(await fetchData(place(), { ...everything(), runCache: true }, work)).toMatchObject({ moved: 5 });
  expect(await readFile(at(".dvc/cache", name), "utf8")).toBe("cmd: a\n");
});
