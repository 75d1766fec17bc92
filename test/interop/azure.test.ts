import { afterAll, beforeAll, expect, test as anyTest } from "vitest";
import { readAccount, signRequest } from "#core/data/remotes/azure-account";
import { openAzure } from "#core/data/remotes/azure";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { azuriteAccount, startAzurite } from "../support/cloud-servers.ts";
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

const server = await startAzurite();
const test = anyTest.skipIf(server === undefined);
const endpoint = `${server?.url}/${azuriteAccount.account_name}`;

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await makeTempFolder());
  if (server !== undefined) await makeContainer("data");
});

afterAll(async () => {
  await server?.stop();
  await remove();
});

function connection(key = azuriteAccount.account_key): Readonly<Record<string, string>> {
  const { account_name: name } = azuriteAccount;
  return { connection_string: `AccountName=${name};AccountKey=${key};BlobEndpoint=${endpoint}` };
}

function open(url: string, options = connection()): Promise<RemoteStore> {
  return openAzure(remoteOf(url, options), {});
}

/** A remote has its container; nothing of ours makes one. */
async function makeContainer(name: string): Promise<void> {
  const account = readAccount(remoteOf("azure://data", connection()), {});
  const url = new URL(`${endpoint}/${name}?restype=container`);
  const headers = { "x-ms-version": "2021-12-02", "x-ms-date": new Date().toUTCString() };
  const signed = signRequest(account, azuriteAccount.account_key, { method: "PUT", url, headers, length: 0 });
  const answer = await fetch(url, { method: "PUT", headers: { ...headers, authorization: signed } });
  expect(answer.status).toBe(201);
}

test("keeps blobs under their names", async () => {
  const store = await open("azure://data/some/folder");
  await expectBlobsKept(store, folder);
  await store.dispose();
});

test("lists more names than one answer holds", async () => {
  const store = await open("azure://data/many");
  await expectManyNames(store, folder);
  await store.dispose();
});

test("sends a big file in blocks, and goes on with those of an upload that was cut off", async () => {
  const store = await open("azure://data/big");
  const size = (80 << 20) + 5;
  const { file, head } = await makeBigFile(folder, size);
  const stop = new AbortController();
  let first = 0;
  const cutOff = store.upload(file, "files/md5/big", {
    signal: stop.signal,
    onBytes: (bytes) => {
      first += bytes;
      if (first > 70 << 20) stop.abort(new Error("cut off"));
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

const wrongKey = Buffer.from("wrong").toString("base64");

test.each([
  [
    "a wrong key",
    "azure://data/x",
    connection(wrongKey),
    /refuses: access to data is not permitted; check the key/u,
  ],
  [
    "a container that is not there",
    "azure://nothing/x",
    connection(),
    /refuses: there is no container nothing/u,
  ],
  [
    "a signature that is none",
    "azure://data/x",
    {
      connection_string: `BlobEndpoint=${endpoint};SharedAccessSignature=sv=1&sig=x`,
      account_name: "devstoreaccount1",
    },
    /refuses: /u,
  ],
])("says what is wrong: %s", async (_, url, options, message) => {
  const store = await open(url, options);
  await expect(store.size("files/md5/ab/cd", never)).rejects.toThrow(message);
  await expect(namesIn(store, "files/")).rejects.toThrow(message);
  await expect(readBlob(store, "files/md5/ab/cd")).rejects.toThrow(message);
  await store.dispose();
});
