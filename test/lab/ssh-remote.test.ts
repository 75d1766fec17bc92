import { createHash } from "node:crypto";
import { readFile, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test as anyTest, vi } from "vitest";
import { mapLimited } from "#core/data/map-limited";
import { openRemote } from "#core/data/remotes/open-remote";
import { expectBlobsKept, makeBigFile, namesIn, never, readBlob, remoteOf } from "../support/cloud-store.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles } from "../support/git-repository.ts";
import { test as interopTest } from "../support/interop.ts";
import { dvc } from "../support/python-tools.ts";
import { hasSshServer, startSshServer, type SshServer } from "../support/ssh-server.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { trainyard } from "../support/trainyard.ts";

const test = anyTest.skipIf(!hasSshServer);
const withDvc = hasSshServer ? interopTest : anyTest.skip;

let server: SshServer;
let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  if (hasSshServer) server = await startSshServer();
});

afterAll(() => server?.remove());

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
  // Every `ssh` that is started finds the server and its key by settings of its own, as a user's would.
  if (hasSshServer) vi.stubEnv("PATH", `${server.programs}${path.delimiter}${process.env["PATH"]}`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

const open = (options: Readonly<Record<string, string>> = {}) =>
  openRemote(remoteOf(`ssh://lab${folder}/a store`, options));

test("keeps blobs under their names", async () => {
  const store = await open();
  await expectBlobsKept(store, folder);
  await store.dispose();
});

test("a big file comes back as it went, from wherever it is asked for", async () => {
  const store = await open();
  const size = (40 << 20) + 12_345;
  const { file, head } = await makeBigFile(folder, size);
  let sent = 0;
  await store.upload(file, "files/md5/big", { signal: never, onBytes: (bytes) => (sent += bytes) });
  expect(sent).toBe(size);
  const md5 = (content: Buffer) => createHash("md5").update(content).digest("hex");
  const whole = await readFile(file);
  expect(md5((await readBlob(store, "files/md5/big"))?.content ?? head)).toBe(md5(whole));
  const rest = await readBlob(store, "files/md5/big", size - 100_001);
  expect(md5(rest?.content ?? head)).toBe(md5(whole.subarray(size - 100_001)));
  await store.dispose();
});

test("keeps many blobs at once", async () => {
  const store = await open();
  const file = path.join(folder, "blob");
  await writeFile(file, "x");
  const names = Array.from(
    { length: 300 },
    (_, index) => `files/md5/${String(index % 50).padStart(2, "0")}/${index}`,
  );
  await mapLimited(names, 32, (name) => store.upload(file, name, { signal: never }));
  expect(await namesIn(store, "files/")).toEqual(names.toSorted());
  expect((await mapLimited(names, 32, (name) => store.size(name, never))).every((size) => size === 1)).toBe(
    true,
  );
  await store.dispose();
});

test("an upload that is stopped leaves nothing, and one that was killed goes a day later", async () => {
  const store = await open();
  const place = path.join(folder, "a store/files/md5/ab");
  await writeFiles(place, { ".0123456789012345678901.tmp": "", ".abcdefghijklmnopqrstuv.tmp": "" });
  const old = new Date(Date.now() - 2 * 86_400_000);
  await utimes(path.join(place, ".0123456789012345678901.tmp"), old, old);
  const { file } = await makeBigFile(folder, 8 << 20);
  const stop = new AbortController();
  const onBytes = () => stop.abort(new Error("enough"));
  await expect(store.upload(file, "files/md5/ab/c", { signal: stop.signal, onBytes })).rejects.toThrow(
    "enough",
  );
  expect(await namesIn(store, "files/md5/ab/")).toEqual([]);
  await writeFile(file, "x");
  await store.upload(file, "files/md5/ab/c", { signal: never });
  expect((await readdir(place)).toSorted()).toEqual([".abcdefghijklmnopqrstuv.tmp", "c"]);
  await store.dispose();
});

test("goes on after the server was gone", async () => {
  const store = await open();
  const { file } = await makeBigFile(folder, 64 << 20);
  await store.upload(file, "files/md5/big", { signal: never });
  const blob = await store.read("files/md5/big", 0, never);
  let received = 0;
  const reading = (async () => {
    for await (const chunk of blob?.chunks ?? []) {
      if (received === 0) await server.stop();
      received += chunk.length;
    }
  })();
  await expect(reading).rejects.toMatchObject({ kind: "remote-interrupted" });
  await expect(store.size("files/md5/big", never)).rejects.toMatchObject({ kind: "remote-interrupted" });
  await server.start();
  expect(await store.size("files/md5/big", never)).toBe(64 << 20);
  await store.dispose();
});

test("says what is wrong with the connection, and the way out", async () => {
  const sentences = async (options: Readonly<Record<string, string>>, url = `ssh://lab${folder}`) => {
    const store = await openRemote(remoteOf(url, options));
    const error: unknown = await store.size("a", never).catch((reason: unknown) => reason);
    await store.dispose();
    return error instanceof Error ? error.message : "no error";
  };
  expect(await sentences({}, "ssh://nowhere.invalid/data")).toMatch(
    /nowhere\.invalid\/data cannot be reached: .*resolve/u,
  );
  expect(await sentences({ port: "1" })).toMatch(/cannot be reached: .*refused/u);
  await rm(`${server.key}.copy`, { force: true });
  vi.stubEnv("PATH", process.env["PATH"]?.replace(`${server.programs}${path.delimiter}`, "") ?? "");
  vi.stubEnv("SSH_AUTH_SOCK", "");
  const direct = `ssh://127.0.0.1:${server.port}${folder}`;
  expect(await sentences({ keyfile: server.key }, direct)).toContain(
    `its host key is not known or has changed; check it with \`ssh -p ${server.port} -i ${server.key} 127.0.0.1\`.`,
  );
});

test("a folder that may not be written says so", async ({ skip }) => {
  if (process.getuid?.() === 0) skip("root may write everywhere");
  const store = await openRemote(remoteOf("ssh://lab/proc/none"));
  await writeFile(path.join(folder, "x"), "x");
  await expect(store.upload(path.join(folder, "x"), "a/b", { signal: never })).rejects.toThrow(/refuses/u);
  await store.dispose();
});

withDvc("shares a remote with dvc, both ways", async () => {
  const { root, remove: removeRepository } = await makeDvcRepository({
    ".dvc/config": [
      "[core]",
      "    remote = lab",
      "['remote \"lab\"']",
      `    url = ssh://127.0.0.1${folder}/shared`,
      `    port = ${server.port}`,
      `    keyfile = ${server.key}`,
      "",
    ].join("\n"),
  });
  try {
    await writeFiles(root, { "ours/one": "1", "ours/sub/two": "2", "theirs/three": "3" });
    await trainyard(root, "add", "ours", "theirs");
    expect(await trainyard(root, "push", "ours")).toBe("3 files pushed.\n");
    await dvc(root, "push", "theirs");
    expect(await dvc(root, "status", "--cloud")).toMatch(/in sync/u);
    expect(await trainyard(root, "status", "--cloud")).toMatch(/in sync/u);
    expect(await trainyard(root, "push")).toBe("Everything is up to date.\n");
    for (const gone of [".dvc/cache", "ours", "theirs"]) await rm(path.join(root, gone), { recursive: true });
    await dvc(root, "pull", "ours");
    await trainyard(root, "pull", "theirs");
    expect(await readFile(path.join(root, "ours/sub/two"), "utf8")).toBe("2");
    expect(await readFile(path.join(root, "theirs/three"), "utf8")).toBe("3");
    expect((await stat(path.join(root, ".dvc/cache"))).isDirectory()).toBe(true);
  } finally {
    await removeRepository();
  }
});
