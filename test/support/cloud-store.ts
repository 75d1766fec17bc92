import { randomBytes } from "node:crypto";
import { truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { mapLimited } from "#core/data/map-limited";
import type { RemoteConfig } from "#core/data/config/remote-config";
import type { RemoteStore } from "#core/data/remotes/remote-store";

/** A signal that does not fire. */
export const never: AbortSignal = new AbortController().signal;

/** A remote's settings as our configuration gives them. */
export function remoteOf(url: string, options: Readonly<Record<string, string>> = {}): RemoteConfig {
  return { name: "cloud", url, options: new Map(Object.entries(options)) };
}

/** All bytes of a blob from an offset on, and the offset at which the store began. */
export async function readBlob(
  store: RemoteStore,
  name: string,
  offset = 0,
): Promise<{ start: number; content: Buffer } | undefined> {
  const blob = await store.read(name, offset, never);
  if (blob === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of blob.chunks) chunks.push(Buffer.from(chunk));
  return { start: blob.start, content: Buffer.concat(chunks) };
}

/** All names below a prefix, sorted. */
export async function namesIn(store: RemoteStore, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.list?.(prefix, never) ?? []) names.push(name);
  return names.toSorted();
}

/** What every store promises about small blobs, tried on one that is empty. */
export async function expectBlobsKept(store: RemoteStore, folder: string): Promise<void> {
  const file = path.join(folder, "blob");
  const name = "files/md5/ab/a b+c%20é&'(1)";
  await writeFile(file, "hello, cloud");
  expect(await store.size(name, never)).toBeUndefined();
  expect(await readBlob(store, name)).toBeUndefined();
  expect(await namesIn(store, "files/")).toEqual([]);
  let sent = 0;
  await store.upload(file, name, { signal: never, onBytes: (bytes) => (sent += bytes) });
  expect(sent).toBe(12);
  expect(await store.size(name, never)).toBe(12);
  expect((await readBlob(store, name))?.content.toString()).toBe("hello, cloud");
  if (store.tag !== undefined) {
    expect(await store.tag(name, never)).toMatch(/^"?[\w-]+"?$/u);
    expect(await store.tag("files/none", never)).toBeUndefined();
  }
  expect(await readBlob(store, name, 7)).toEqual({ start: 7, content: Buffer.from("cloud") });
  expect(await readBlob(store, name, 12)).toEqual({ start: 12, content: Buffer.alloc(0) });
  await writeFile(file, "");
  await store.upload(file, "files/md5/empty", { signal: never });
  expect(await store.size("files/md5/empty", never)).toBe(0);
  expect((await readBlob(store, "files/md5/empty"))?.content.length).toBe(0);
  expect(await namesIn(store, "files/")).toEqual([name, "files/md5/empty"]);
  expect(await namesIn(store, "runs/")).toEqual([]);
  // A folder is no blob, also where the protocol knows folders.
  expect(await store.size("files/md5", never)).toBeUndefined();
  await store.remove?.(name, never);
  await store.remove?.(name, never);
  expect(await namesIn(store, "files/")).toEqual(["files/md5/empty"]);
}

/** A file with random bytes at its begin and end and holes between, so that a big one is made at once. */
export async function makeBigFile(folder: string, bytes: number): Promise<{ file: string; head: Buffer }> {
  const file = path.join(folder, "big");
  const head = randomBytes(1 << 16);
  await writeFile(file, head);
  await truncate(file, bytes);
  return { file, head };
}

/** More blobs than the services name in one answer are all listed, once each. */
export async function expectManyNames(store: RemoteStore, folder: string): Promise<void> {
  const file = path.join(folder, "tiny");
  await writeFile(file, "x");
  const names = Array.from({ length: 1100 }, (_, index) => `files/md5/00/${String(index).padStart(4, "0")}`);
  await mapLimited(names, 16, (name) => store.upload(file, name, { signal: never }));
  expect(await namesIn(store, "files/")).toEqual(names);
}
