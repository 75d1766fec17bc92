import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Config } from "#core/data/config/config";
import { filesAtOnce, mapLimited } from "#core/data/map-limited";
import { openGroupSync } from "#core/data/remotes/group-sync";
import { openLimit } from "#core/data/remotes/limit";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import type { Work } from "#core/progress";

import { countBytes } from "./count-bytes.ts";
import { downloadPart, partOf, placePart } from "./download-object.ts";
import type { Download } from "./download-object.ts";
import type { WantedOutput } from "./plan.ts";
import { joinReports } from "./request.ts";
import type { TransferReport } from "./request.ts";
import { transferAll } from "./transfer-all.ts";
import type { TransferOutcome } from "./transfer-all.ts";
import { byName, cachedSize, isFolder, wantedFolder, wantedObject } from "./wanted-object.ts";
import type { WantedFolder, WantedObject } from "./wanted-object.ts";

/** Where downloads come from and go to. */
interface Source {
  readonly config: Config;
  /** Absolute path of the folder for what is not whole yet. */
  readonly folder: string;
  readonly store: RemoteStore;
  readonly work: Work;
}

/** Objects that are here and wait for the disk together, besides those that are on their way. */
const waitingAtOnce = 2000;

/**
 * Brings the data of outputs into the cache, the listing of a folder after its files. What is there is not asked for, and
 * what an interrupted download has left is gone on with.
 */
export async function downloadOutputs(
  outputs: readonly WantedOutput[],
  { config, folder, store, work }: Source,
): Promise<TransferReport> {
  const { cacheDir, shared } = config;
  const { signal } = work;
  const into: Download = { cacheDir, shared, folder, store, signal };
  const listings = await openListings(outputs, into);
  const folders = outputs.flatMap((output) => listings.folders.get(output) ?? []);
  const files = outputs.map(wantedObject).filter((object) => !isFolder(object));
  const wanted = [...byName([...files, ...folders.flatMap((each) => each.wanted)]).values()];
  const sizes = await mapLimited(wanted, filesAtOnce, (object) => cachedSize(cacheDir, object));
  const absent = wanted.filter((_, index) => sizes[index] === undefined);
  const here = new Map(wanted.map(({ name }, index) => [name, sizes[index]]));

  const total = absent.length === 0 ? 0 : bytesToCome(outputs, listings.folders, here);
  const counter = absent.length === 0 ? undefined : countBytes(work, "Downloading", total);
  const counted = { ...into, ...(counter && { onBytes: counter.add }) };
  let bytes = 0;
  const limit = openLimit(store.jobs);
  const sync = openGroupSync(folder);
  const outcome = await transferAll(absent, { jobs: store.jobs + waitingAtOnce, signal }, async (object) => {
    const size = await limit.during(() => downloadPart(object, counted));
    if (size === undefined) return "missing";
    await sync(partOf(folder, object));
    await placePart(object, counted);
    here.set(object.name, size);
    bytes += size;
    return "moved";
  });
  const placed = await placeListings(outputs, listings, { into, here });
  return joinReports([listings.report, { ...reportOf(outcome), bytes }, placed]);
}

/** The folders among some outputs, by their listings. */
export interface Listings {
  readonly folders: ReadonlyMap<WantedOutput, WantedFolder>;
  /** Names of listings that are parts, and not in the cache yet. */
  readonly fresh: ReadonlySet<string>;
  readonly report: TransferReport;
}

/** Reads the listings of folders, from the cache where they are there, else from the remote. */
export async function openListings(outputs: readonly WantedOutput[], into: Download): Promise<Listings> {
  const { cacheDir, folder, store, signal } = into;
  const listed = outputs.filter((output) => isFolder(wantedObject(output)));
  const files = new Map<string, string>();
  const unique = [...byName(listed.map(wantedObject)).values()];
  const outcome = await transferAll(unique, { jobs: store.jobs, signal }, async (listing) => {
    const isHere = (await cachedSize(cacheDir, listing)) !== undefined;
    if (!isHere && (await downloadPart(listing, into)) === undefined) return "missing";
    files.set(listing.name, isHere ? join(cacheDir, listing.name) : partOf(folder, listing));
    return "moved";
  });
  const folders = new Map<WantedOutput, WantedFolder>();
  await mapLimited(listed, filesAtOnce, async (output) => {
    const file = files.get(wantedObject(output).name);
    if (file !== undefined) folders.set(output, wantedFolder(output, await readFile(file, "utf8")));
  });
  const fresh = [...files].filter(([name, file]) => file !== join(cacheDir, name)).map(([name]) => name);
  return { folders, fresh: new Set(fresh), report: { ...reportOf(outcome), moved: 0 } };
}

/**
 * A listing says that its folder is in the cache, so it comes when that is so. Where only a part of the folder was asked
 * for it comes too: the part cannot be checked out without it.
 */
async function placeListings(
  outputs: readonly WantedOutput[],
  { folders, fresh }: Listings,
  { into, here }: { into: Download; here: ReadonlyMap<string, number | undefined> },
): Promise<TransferReport> {
  const complete = outputs.flatMap((output) => {
    const folder = folders.get(output);
    const isComplete = folder?.wanted.every(({ name }) => here.get(name) !== undefined) === true;
    return isComplete && fresh.has(folder.listing.name) ? [folder.listing] : [];
  });
  const sync = openGroupSync(into.folder);
  const outcome = await transferAll(
    [...byName(complete).values()],
    { jobs: filesAtOnce, signal: into.signal },
    async (listing) => {
      await sync(partOf(into.folder, listing));
      await placePart(listing, into);
      return "moved";
    },
  );
  return reportOf(outcome);
}

/** Bytes that are recorded for the outputs and not in the cache; undefined when that is not recorded for one of them. */
function bytesToCome(
  outputs: readonly WantedOutput[],
  folders: ReadonlyMap<WantedOutput, WantedFolder>,
  here: ReadonlyMap<string, number | undefined>,
): number | undefined {
  let total = 0;
  for (const output of outputs) {
    const members = folders.get(output)?.wanted ?? [wantedObject(output)];
    const isHere = members.every(({ name }) => here.get(name) !== undefined);
    if (isHere) continue;
    if (output.size === undefined || output.part !== undefined) return undefined;
    total += output.size - members.reduce((sum, { name }) => sum + (here.get(name) ?? 0), 0);
  }
  return Math.max(total, 0);
}

function reportOf(outcome: TransferOutcome<WantedObject>): TransferReport {
  return {
    moved: outcome.moved.length,
    bytes: 0,
    failed: outcome.failed.map(({ item, reason }) => ({ path: item.path, reason })),
    missing: outcome.missing.map(({ path }) => path),
    notes: [],
  };
}
