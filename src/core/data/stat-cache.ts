import type { BigIntStats } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { Failure } from "#core/failure";

import { isNotFound, writeFileAtomic } from "./atomic-write.ts";
import type { HashAlgorithm } from "./md5.ts";
import { systemFailure } from "./system-errors.ts";

/** A file as it was before it was read. */
export interface Sighting {
  /** Absolute. */
  readonly path: string;
  readonly stats: BigIntStats;
  /** Milliseconds since 1970, taken before the stats. */
  readonly time: number;
}

/** Remembers the hashes of files by what `stat` says of them, so that an unchanged file is never read again. */
export interface StatCache {
  get(file: Sighting, algorithm: HashAlgorithm): string | undefined;
  set(file: Sighting, algorithm: HashAlgorithm, md5: string): void;
  /** Writes what was learnt, where that can be written; does nothing when nothing was. */
  save(): Promise<void>;
}

/** Fingerprint, hash, and the day it was last asked for. */
type Entry = readonly [fingerprint: string, md5: string, day: number];

const version = 1;
const daysKept = 30;

/**
 * Opens the cache of a repository, `.dvc/tmp/trainyard/hashes.json`. A missing or damaged file is an empty cache: it
 * only ever saves time. When several processes save, the last one wins.
 */
export async function openStatCache(root: string): Promise<StatCache> {
  const cacheFile = join(root, ".dvc", "tmp", "trainyard", "hashes.json");
  const entries = await load(cacheFile);
  const today = Math.floor(Date.now() / 86_400_000);
  const prefix = root.endsWith(sep) ? root : root + sep;
  const keyOf = (path: string, algorithm: HashAlgorithm): string =>
    `${algorithm}:${path.startsWith(prefix) ? path.slice(prefix.length) : path}`;
  let changed = false;
  return {
    get(file, algorithm) {
      const key = keyOf(file.path, algorithm);
      const entry = entries.get(key);
      if (entry?.[0] !== fingerprint(file.stats)) return undefined;
      if (entry[2] !== today) {
        entries.set(key, [entry[0], entry[1], today]);
        changed = true;
      }
      return entry[1];
    },
    set(file, algorithm, md5) {
      if (isRacy(file)) return;
      entries.set(keyOf(file.path, algorithm), [fingerprint(file.stats), md5, today]);
      changed = true;
    },
    async save() {
      if (!changed) return;
      changed = false;
      const kept = [...entries].filter(([, entry]) => entry[2] > today - daysKept);
      try {
        await mkdir(dirname(cacheFile), { recursive: true });
        await writeFileAtomic(cacheFile, JSON.stringify({ version, entries: kept }));
      } catch (error) {
        // On a full disk or in a folder that only others may write, the question is answered all the same.
        if (!(error instanceof Failure) && systemFailure(error) === undefined) throw error;
      }
    },
  };
}

function fingerprint(stats: BigIntStats): string {
  return `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

/**
 * A file that was written within the clock's last tick may change again without a visible change of its times. File
 * systems with whole-second times tick once in up to two seconds; the others well within 50 ms.
 */
function isRacy({ stats, time }: Sighting): boolean {
  const newest = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
  const tick = newest % 1_000_000_000n === 0n ? 2_000 : 50;
  return time - Number(newest / 1_000_000n) < tick;
}

async function load(file: string): Promise<Map<string, Entry>> {
  try {
    const data: unknown = JSON.parse(await readFile(file, "utf8"));
    return isCacheFile(data) ? new Map(data.entries) : new Map();
  } catch (error) {
    const isUseless = isNotFound(error) || error instanceof SyntaxError || systemFailure(error) !== undefined;
    if (isUseless) return new Map();
    throw error;
  }
}

function isCacheFile(data: unknown): data is { entries: [string, Entry][] } {
  return (
    typeof data === "object" &&
    data !== null &&
    "version" in data &&
    data.version === version &&
    "entries" in data &&
    Array.isArray(data.entries)
  );
}
