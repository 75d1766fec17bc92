import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { filesAtOnce, mapLimited } from "#core/data/map-limited";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import type { Work } from "#core/progress";

import { countBytes } from "./count-bytes.ts";
import { findPresent } from "./find-present.ts";
import type { WantedOutput } from "./plan.ts";
import { joinReports } from "./request.ts";
import type { TransferReport } from "./request.ts";
import { transferAll } from "./transfer-all.ts";
import { byName, cachedSize, isFolder, wantedFolder, wantedObject } from "./wanted-object.ts";
import type { WantedFolder, WantedObject } from "./wanted-object.ts";

/** Where uploads come from and go to. */
interface Upload {
  /** Absolute path of the cache. */
  readonly cacheDir: string;
  readonly store: RemoteStore;
  readonly work: Work;
}

/**
 * Stores the data of outputs in a remote, files before the listings of folders. A listing goes only when all of its files
 * are on the remote, so that whoever finds it finds them too, whenever this is stopped or killed.
 */
export async function uploadOutputs(
  outputs: readonly WantedOutput[],
  upload: Upload,
): Promise<TransferReport> {
  const { cacheDir, store, work } = upload;
  const opened = await mapLimited(outputs, filesAtOnce, (output) => openOutput(cacheDir, output));
  const folders = opened.flatMap(({ folder }) => folder ?? []);
  const present = await findPresent(store, byName(opened.map(({ root }) => root)).keys(), work);
  const isComplete = await lookForMembers(folders, present, upload);

  const files = opened.flatMap(({ root, folder }) => folder?.wanted ?? (isFolder(root) ? [] : [root]));
  const first = await uploadObjects(files, present, upload);
  const listings = opened.filter(({ root, folder }) => isFolder(root) && (!folder || isComplete(folder)));
  const last = await uploadObjects(
    listings.map(({ root }) => root),
    present,
    upload,
  );
  return joinReports([first, last]);
}

interface OpenedOutput {
  readonly root: WantedObject;
  /** Absent for a file, and for a folder whose listing is not in the cache. */
  readonly folder?: WantedFolder;
}

async function openOutput(cacheDir: string, output: WantedOutput): Promise<OpenedOutput> {
  const root = wantedObject(output);
  if (!isFolder(root) || (await cachedSize(cacheDir, root)) === undefined) return { root };
  return { root, folder: wantedFolder(output, await readFile(join(cacheDir, root.name), "utf8")) };
}

/**
 * Adds the members that are on the remote to what is present. Where the protocol can list, none is believed to be there
 * because the listing of its folder is, as DVC does: it may have been lost since.
 * @returns tells of a folder whether all of its members are present by now
 */
async function lookForMembers(
  folders: readonly WantedFolder[],
  present: Set<string>,
  { store, work }: Upload,
): Promise<(folder: WantedFolder) => boolean> {
  const isBelieved = ({ listing }: WantedFolder): boolean =>
    store.list === undefined && present.has(listing.name);
  const believed = folders.filter(isBelieved);
  const doubted = folders.filter((folder) => !isBelieved(folder));
  for (const { members } of believed) for (const { name } of members) present.add(name);
  const names = doubted.flatMap(({ members }) => members.map(({ name }) => name));
  const asked = new Set(names.filter((name) => !present.has(name)));
  for (const name of await findPresent(store, asked, work)) present.add(name);
  return ({ members }) => members.every(({ name }) => present.has(name));
}

/** Uploads those objects that are not present, and adds them to what is. */
async function uploadObjects(
  objects: readonly WantedObject[],
  present: Set<string>,
  { cacheDir, store, work }: Upload,
): Promise<TransferReport> {
  const absent = [...byName(objects).values()].filter(({ name }) => !present.has(name));
  const sizes = await mapLimited(absent, filesAtOnce, (object) => cachedSize(cacheDir, object));
  const sized = absent.map((object, index) => ({ object, size: sizes[index] }));
  const total = sized.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (sized.length === 0) return joinReports([]);
  const counter = countBytes(work, "Uploading", total);
  const { signal } = work;
  const outcome = await transferAll(
    sized,
    { jobs: store.jobs, signal },
    async ({ object: { name }, size }) => {
      if (size === undefined) return "missing";
      await withRetries(signal, async () => {
        let sent = 0;
        const onBytes = (bytes: number): void => {
          sent += bytes;
          counter.add(bytes);
        };
        try {
          await store.upload(join(cacheDir, name), name, { signal, onBytes });
        } catch (error) {
          counter.add(-sent);
          throw error;
        }
      });
      present.add(name);
      return "moved";
    },
  );
  return {
    moved: outcome.moved.length,
    bytes: outcome.moved.reduce((sum, { size }) => sum + (size ?? 0), 0),
    failed: outcome.failed.map(({ item, reason }) => ({ path: item.object.path, reason })),
    missing: outcome.missing.map(({ object }) => object.path),
    notes: [],
  };
}
