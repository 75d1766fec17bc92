import { afterAll, beforeAll, expect, test as anyTest } from "vitest";
import { openGoogleStorage } from "#core/data/remotes/gs";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { startGoogleStorage } from "../support/cloud-servers.ts";
import {
  expectBlobsKept,
  expectManyNames,
  makeBigFile,
  namesIn,
  never,
  readBlob,
  remoteOf,
} from "../support/cloud-store.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

// Google has no server for other machines, so this is an emulator of it; who asks is tested in the unit tier.
const server = await startGoogleStorage("data");
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

function open(url: string, endpointurl = server?.url ?? ""): Promise<RemoteStore> {
  return openGoogleStorage(remoteOf(url, { endpointurl, allow_anonymous_login: "true" }), {});
}

test("keeps blobs under their names", async () => {
  const store = await open("gs://data/some/folder");
  await expectBlobsKept(store, folder);
  await store.dispose();
});

test("lists more names than one answer holds", async () => {
  const store = await open("gs://data/many");
  await expectManyNames(store, folder);
  await store.dispose();
});

test("sends a big file chunk by chunk", async () => {
  const store = await open("gs://data/big");
  const size = (80 << 20) + 5;
  const { file, head } = await makeBigFile(folder, size);
  let sent = 0;
  await store.upload(file, "files/md5/big", { signal: never, onBytes: (bytes) => (sent += bytes) });
  expect(sent).toBe(size);
  expect(await store.size("files/md5/big", never)).toBe(size);
  const blob = await readBlob(store, "files/md5/big");
  expect(blob?.content.length).toBe(size);
  expect(blob?.content.subarray(0, head.length).equals(head)).toBe(true);
  await store.dispose();
});

test("says what is wrong: a server that is not there", async () => {
  const store = await open("gs://data/x", "http://127.0.0.1:9");
  const message = /\(http:\/\/127\.0\.0\.1:9\) cannot be reached: nothing listens there/u;
  await expect(store.size("files/md5/ab/cd", never)).rejects.toThrow(message);
  await expect(namesIn(store, "files/")).rejects.toThrow(message);
  await store.dispose();
});

test("says what is wrong: a bucket that is not there", async () => {
  const store = await open("gs://nothing/x");
  await expect(namesIn(store, "files/")).rejects.toThrow(/there is no bucket nothing/u);
  await store.dispose();
});
