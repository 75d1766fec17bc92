import { spawn } from "node:child_process";
import { join, sep } from "node:path";

import { lstatIfThere } from "#core/data/hash/stat-if-there";
import { namesInSync } from "#core/data/list-folder";
import { openPauses } from "#core/data/pauses";

import { isProtected, isWhole } from "./store-object.ts";

/** As many objects as are looked at one by one before anything cleverer pays. */
const few = 10_000;

/** Fewer are asked for one by one even in folders that are not there. */
const veryFew = 16;

/** The folder of DVC 3's objects in a cache. */
export function objectsFolder(directory: string): string {
  return join(directory, "files", "md5");
}

/** Where an object of DVC 3 is in a cache. */
export function objectPath(directory: string, name: string): string {
  return placeIn(objectsFolder(directory), name);
}

/**
 * Says which objects a cache of DVC 3 lacks. An object that is not protected is hashed, and deleted when it is wrong.
 * @param directory of the cache
 * @param names of objects: 32 hex digits, `.dir` for listings
 */
export async function findAbsent(
  directory: string,
  names: Iterable<string>,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const groups = groupByFolder(names);
  const { absent, suspects } =
    (await compareListings(directory, groups, signal)) ?? (await lookAtEach(directory, groups, signal));
  for (const name of suspects) {
    signal?.throwIfAborted();
    if (!(await isWhole(objectPath(directory, name), name, "md5"))) absent.add(name);
  }
  return absent;
}

interface Findings {
  readonly absent: Set<string>;
  /** Objects that are there, and that nothing vouches for. */
  readonly suspects: readonly string[];
}

/** Names by the folder that they are in. */
type Groups = ReadonlyMap<string, readonly string[]>;

/** Puts together what is in the same folder of a cache: the folders are named by the first two digits. */
function groupByFolder(names: Iterable<string>): Groups {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const digits = name.slice(0, 2);
    const group = groups.get(digits);
    if (group === undefined) groups.set(digits, [name]);
    else group.push(name);
  }
  return groups;
}

async function lookAtEach(
  directory: string,
  groups: Groups,
  signal: AbortSignal | undefined,
): Promise<Findings> {
  const folder = objectsFolder(directory);
  const folders = groups.size > veryFew ? new Set(namesInSync(folder)) : new Set(groups.keys());
  const pause = openPauses(signal);
  const absent = new Set<string>();
  const suspects: string[] = [];
  for (const [digits, names] of groups) {
    for (const name of names) {
      const waiting = pause();
      if (waiting) await waiting;
      const found = folders.has(digits) ? lstatIfThere(placeIn(folder, name)) : undefined;
      if (found === undefined) absent.add(name);
      else if (!isProtected(found.mode)) suspects.push(name);
    }
  }
  return { absent, suspects };
}

/**
 * The same for most of the objects of a large cache. Names come from listings of the folders; which of them are not
 * protected, the system's `find` says, at the same time and in a quarter of the time that Node needs for the question.
 * Undefined where that does not pay or cannot be asked.
 */
async function compareListings(
  directory: string,
  groups: Groups,
  signal: AbortSignal | undefined,
): Promise<Findings | undefined> {
  const wanted = [...groups.values()].reduce((sum, names) => sum + names.length, 0);
  if (process.platform === "win32" || wanted < few || wanted * 3 < estimateCount(directory)) return undefined;
  const asked = findUnprotected(directory);
  const absent = new Set<string>();
  const present = new Set<string>();
  const pause = openPauses(signal);
  for (const [digits, names] of groups) {
    const waiting = pause();
    if (waiting) await waiting;
    const listed = new Set(namesInSync(join(objectsFolder(directory), digits)));
    for (const name of names) (listed.has(name.slice(2)) ? present : absent).add(name);
  }
  const unprotected = await asked;
  return unprotected && { absent, suspects: unprotected.filter((name) => present.has(name)) };
}

/** About how many objects a cache has: hashes are spread evenly, so that one folder tells of all 256. */
export function estimateCount(directory: string): number {
  return namesInSync(join(objectsFolder(directory), "00")).length * 256;
}

/** Names of all objects of a cache whose mode is not exactly 0444; undefined when the system cannot say. */
export function findUnprotected(directory: string): Promise<string[] | undefined> {
  const folder = objectsFolder(directory);
  const folders = namesInSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const rules = ["-mindepth", "1", "-maxdepth", "1", "!", "-perm", "0444", "-print0"];
  return new Promise((resolve) => {
    const child = spawn("find", [...folders, ...rules], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("latin1").on("data", (text: string) => (output += text));
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => {
      const paths = output.split("\0").slice(0, -1);
      resolve(code === 0 ? paths.map((path) => path.replace("/", "")) : undefined);
    });
  });
}

function placeIn(folder: string, name: string): string {
  return folder + sep + name.slice(0, 2) + sep + name.slice(2);
}
