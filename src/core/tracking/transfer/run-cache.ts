import { mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { isNotFound, writeFileAtomic } from "#core/data/atomic-write";
import { readWhole } from "#core/data/remotes/read-whole";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import type { Work } from "#core/progress";

import type { TransferReport } from "./request.ts";
import { transferAll } from "./transfer-all.ts";

/** Whose records go to, or come from, which remote. */
interface RunCacheTransfer {
  /** Absolute path of the cache. */
  readonly cacheDir: string;
  readonly store: RemoteStore;
  readonly work: Work;
}

/** A record of a run is a few hundred bytes, so it can be this much and no more. */
const largestRecord = 1 << 20;

/** Stores the records of runs that a remote does not have; none where the protocol cannot list, as in DVC. */
export async function pushRunCache(transfer: RunCacheTransfer): Promise<TransferReport> {
  const { cacheDir, store, work } = transfer;
  const there = await remoteRecords(transfer);
  if (there === undefined) return withoutRunCache(store);
  const absent = (await localRecords(cacheDir)).filter((name) => !there.has(name));
  return moveRecords(absent, transfer, async (name) => {
    await withRetries(work.signal, () => store.upload(join(cacheDir, name), name, { signal: work.signal }));
    return "moved";
  });
}

/** Brings the records of runs that a remote has and the cache has not. */
export async function fetchRunCache(transfer: RunCacheTransfer): Promise<TransferReport> {
  const { cacheDir, store, work } = transfer;
  const there = await remoteRecords(transfer);
  if (there === undefined) return withoutRunCache(store);
  const here = new Set(await localRecords(cacheDir));
  const absent = [...there].filter((name) => !here.has(name));
  return moveRecords(absent, transfer, async (name) => {
    const content = await readWhole(store, name, { signal: work.signal, most: largestRecord });
    if (content === undefined) return "missing";
    await mkdir(dirname(join(cacheDir, name)), { recursive: true });
    await writeFileAtomic(join(cacheDir, name), content);
    return "moved";
  });
}

async function moveRecords(
  names: readonly string[],
  { store, work: { signal } }: RunCacheTransfer,
  move: (name: string) => Promise<"moved" | "missing">,
): Promise<TransferReport> {
  const { moved, missing, failed } = await transferAll(names, { jobs: store.jobs, signal }, move);
  return {
    moved: moved.length,
    bytes: 0,
    failed: failed.map(({ item, reason }) => ({ path: item, reason })),
    missing,
    notes: [],
  };
}

function withoutRunCache({ url }: RemoteStore): TransferReport {
  const notes = [`The run cache needs a remote that can list what it has, which ${url} cannot.`];
  return { moved: 0, bytes: 0, failed: [], missing: [], notes };
}

async function remoteRecords({ store, work }: RunCacheTransfer): Promise<Set<string> | undefined> {
  const { list } = store;
  if (list === undefined) return undefined;
  return withRetries(work.signal, async () => {
    const names = new Set<string>();
    for await (const name of list("runs/", work.signal)) if (isRecord(name)) names.add(name);
    return names;
  });
}

async function localRecords(cacheDir: string): Promise<string[]> {
  try {
    const names = await readdir(join(cacheDir, "runs"), { recursive: true });
    return names.map((name) => `runs/${name.replaceAll("\\", "/")}`).filter(isRecord);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Names come from the remote, and become paths here. */
function isRecord(name: string): boolean {
  return /^runs\/([0-9a-f]{2})\/\1[0-9a-f]{62}\/[0-9a-f]{64}$/u.test(name);
}
