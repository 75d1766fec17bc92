import { rmSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test as anyTest } from "vitest";
import { openS3 } from "#core/data/remotes/s3";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { s3Keys, startS3 } from "../support/cloud-servers.ts";
import { expectBlobsKept, makeBigFile, namesIn, never, readBlob, remoteOf } from "../support/cloud-store.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

const server = await startS3("data", "other");
const test = anyTest.skipIf(server === undefined);

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await makeTempFolder());
});

afterAll(async () => {
  await server?.stop();
  await remove();
});

/** No keys of the machine that runs the tests. */
const env = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/none",
  AWS_SHARED_CREDENTIALS_FILE: "/none",
};

function open(url: string, options: Readonly<Record<string, string>> = {}): Promise<RemoteStore> {
  return openS3(remoteOf(url, { endpointurl: server?.url ?? "", ...s3Keys, ...options }), env);
}

test("keeps blobs under their names", async () => {
  const store = await open("s3://data/some/folder");
  await expectBlobsKept(store, folder);
  await store.dispose();
});

test("lists more names than one answer holds", async () => {
  const store = await open("s3://data/many");
  const root = path.join(server?.folder ?? "", "data/many/files/md5/00");
  await mkdir(root, { recursive: true });
  const names = Array.from({ length: 2500 }, (_, index) => `files/md5/00/${String(index).padStart(4, "0")}`);
  await Promise.all(names.map((name) => writeFile(path.join(root, path.basename(name)), "")));
  expect(await namesIn(store, "files/")).toEqual(names);
  await store.dispose();
});

test("sends a big file in parts, and goes on with those of an upload that was cut off", async () => {
  const store = await open("s3://data/big");
  const size = (80 << 20) + 5;
  const { file, head } = await makeBigFile(folder, size);
  const stop = new AbortController();
  let first = 0;
  const cutOff = store.upload(file, "files/md5/big", {
    signal: stop.signal,
    onBytes: (bytes) => {
      first += bytes;
      if (first > 40 << 20) stop.abort(new Error("cut off"));
    },
  });
  await expect(cutOff).rejects.toThrow("cut off");
  expect(await store.size("files/md5/big", never)).toBeUndefined();
  const counts: number[] = [];
  await store.upload(file, "files/md5/big", { signal: never, onBytes: (bytes) => counts.push(bytes) });
  expect(counts.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
  expect(counts.filter((bytes) => bytes === 16 << 20).length).toBeGreaterThan(0);
  expect(await store.size("files/md5/big", never)).toBe(size);
  const blob = await readBlob(store, "files/md5/big");
  expect(blob?.content.length).toBe(size);
  expect(blob?.content.subarray(0, head.length).equals(head)).toBe(true);
  await store.dispose();
});

test("gives up the parts of an upload that cannot go on", async () => {
  const store = await open("s3://other/given-up");
  const { file } = await makeBigFile(folder, 70 << 20);
  // The parts that are not open yet find no file.
  const upload = store.upload(file, "files/md5/ab", {
    signal: never,
    onBytes: () => rmSync(file, { force: true }),
  });
  await expect(upload).rejects.toThrow("ENOENT");
  const left = await readdir(path.join(server?.folder ?? "", "other"), {
    recursive: true,
    withFileTypes: true,
  });
  expect(left.filter((entry) => entry.isFile())).toEqual([]);
  await store.dispose();
});

test.each([
  ["a wrong secret key", "s3://data/x", { secret_access_key: "wrong" }, /refuses: the secret key is wrong/u],
  [
    "an unknown access key",
    "s3://data/x",
    { access_key_id: "nobody" },
    /refuses: the access key is not known/u,
  ],
  ["a bucket that is not there", "s3://nothing/x", {}, /refuses: there is no bucket nothing/u],
  [
    "no permission",
    "s3://data/x",
    { allow_anonymous_login: "true" },
    /refuses: reading from data is not permitted/u,
  ],
  [
    "a server that is not there",
    "s3://data/x",
    { endpointurl: "http://127.0.0.1:9" },
    /\(http:\/\/127\.0\.0\.1:9\) cannot be reached: nothing listens there/u,
  ],
  [
    "a server without TLS",
    "s3://data/x",
    { endpointurl: server?.url.replace("http:", "https:") ?? "" },
    /it does not speak TLS/u,
  ],
])("says what is wrong: %s", async (_, url, options, message) => {
  const store = await open(url, options);
  await expect(store.size("files/md5/ab/cd", never)).rejects.toThrow(message);
  await expect(namesIn(store, "files/")).rejects.toThrow(message);
  await expect(readBlob(store, "files/md5/ab/cd")).rejects.toThrow(message);
  await store.dispose();
});

/** A repository whose default remote is the server, as a user would have set it up. */
async function makeRemoteRepository(at: string): Promise<TestRepository> {
  const remote = [
    `    url = s3://data/${at}`,
    `    endpointurl = ${server?.url}`,
    ...Object.entries(s3Keys).map(([key, value]) => `    ${key} = ${value}`),
  ];
  const config = ["[core]", "    remote = store", `['remote "store"']`, ...remote, ""].join("\n");
  const repository = await makeDvcRepository({ ".dvc/config": config });
  await repository.write({ "data/a.txt": "a\n", "data/sub/ä b.txt": "b\n", model: "m" });
  return repository;
}

const withDvc = anyTest.skipIf(server === undefined || inject("interop") === undefined);

withDvc("what we push dvc pulls", async () => {
  const ours = await makeRemoteRepository("ours");
  try {
    await trainyard(ours.root, "add", "data", "model");
    await trainyard(ours.root, "push");
    expect(await dvcJson(ours.root, "status", "--cloud")).toEqual({});
    await loseData(ours.root);
    await dvc(ours.root, "pull");
    expect(await readFile(path.join(ours.root, "data/sub/ä b.txt"), "utf8")).toBe("b\n");
    expect(await dvcJson(ours.root, "status")).toEqual({});
  } finally {
    await ours.remove();
  }
});

withDvc("what dvc pushes we pull, and we push nothing again", async () => {
  const theirs = await makeRemoteRepository("theirs");
  try {
    await dvc(theirs.root, "add", "data", "model");
    await dvc(theirs.root, "push");
    expect(await trainyardJson(theirs.root, "push")).toMatchObject({ pushed: 0 });
    await loseData(theirs.root);
    await trainyard(theirs.root, "pull");
    expect(await readFile(path.join(theirs.root, "data/sub/ä b.txt"), "utf8")).toBe("b\n");
    expect(await dvcJson(theirs.root, "status")).toEqual({});
  } finally {
    await theirs.remove();
  }
});

/** The workspace and the cache of another machine, which has only what Git and the remote have. */
async function loseData(root: string): Promise<void> {
  for (const each of ["data", "model", ".dvc/cache"]) await rm(path.join(root, each), { recursive: true });
}
