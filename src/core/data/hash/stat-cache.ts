import type { Stats } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, sep } from "node:path";

import { isNotFound, renameOver, temporaryBeside } from "#core/data/atomic-write";
import { ownFolder } from "#core/data/own-folder";
import { systemFailure } from "#core/data/system-errors";
import { Failure } from "#core/failure";

import { hasFacts, hashAt, placesOf } from "./folder-record.ts";
import type { FolderRecord } from "./folder-record.ts";
import type { HashAlgorithm } from "./md5.ts";
import { decodeKnowledge, encodeKnowledge } from "./stat-cache-file.ts";
import type { Knowledge } from "./stat-cache-file.ts";
import { hasSameFacts } from "./stat-if-there.ts";

/** A file as it was before it was read. */
export interface Sighting {
  /** Absolute. */
  readonly path: string;
  readonly stats: Stats;
  /** Milliseconds since 1970, taken before the stats. */
  readonly time: number;
}

/** Remembers the hashes of files by what `stat` says of them, so that an unchanged file is never read again. */
export interface StatCache {
  get(file: Sighting, algorithm: HashAlgorithm): string | undefined;
  set(file: Sighting, algorithm: HashAlgorithm, md5: string): void;
  /** The files of a folder as they were last seen by a walk. Never write in a record that was given away. */
  getFolder(path: string, algorithm: HashAlgorithm): FolderRecord | undefined;
  setFolder(path: string, algorithm: HashAlgorithm, record: FolderRecord): void;
  /** A hash that was worked out of much else, by a name for all that it depends on. */
  recall(key: string): string | undefined;
  remember(key: string, md5: string): void;
  /** Writes what was learnt, where that can be written; does nothing when nothing was. */
  save(): Promise<void>;
}

const daysKept = 30;

/**
 * Opens the cache of a repository, `.dvc/tmp/trainyard/hashes`. A missing or damaged file is an empty cache: it only
 * ever saves time. When several processes save, the last one wins.
 */
export async function openStatCache(root: string): Promise<StatCache> {
  const cacheFile = ownFolder(root, "hashes");
  const { files, folders, notes } = await load(cacheFile);
  const today = Math.floor(Date.now() / 86_400_000);
  const prefix = root.endsWith(sep) ? root : root + sep;
  const keyOf = (path: string, algorithm: HashAlgorithm): string =>
    `${algorithm}:${path.startsWith(prefix) ? path.slice(prefix.length) : path}`;
  let changed = false;
  const use = <Known extends { readonly day: number }>(
    all: Map<string, Known>,
    key: string,
  ): Known | undefined => {
    const known = all.get(key);
    if (known !== undefined && known.day !== today) {
      all.set(key, { ...known, day: today });
      changed = true;
    }
    return known;
  };
  const learn = <Known>(all: Map<string, Known>, key: string, known: Known): void => {
    all.set(key, known);
    changed = true;
  };
  const placeOf = openPlaces();
  return {
    get({ path, stats }, algorithm) {
      const known = use(files, keyOf(path, algorithm));
      if (known !== undefined && hasSameFacts(known, stats)) return known.md5;
      const record = use(folders, keyOf(dirname(path), algorithm))?.record;
      const place = record && placeOf(record, basename(path));
      return record && place !== undefined && hasFacts(record, place, stats)
        ? hashAt(record, place)
        : undefined;
    },
    set(file, algorithm, md5) {
      if (isRacy(file)) return;
      const { ino, size, mtimeMs, ctimeMs } = file.stats;
      learn(files, keyOf(file.path, algorithm), { ino, size, mtimeMs, ctimeMs, md5, day: today });
    },
    getFolder: (path, algorithm) => use(folders, keyOf(path, algorithm))?.record,
    setFolder: (path, algorithm, record) => learn(folders, keyOf(path, algorithm), { record, day: today }),
    recall: (key) => use(notes, key)?.md5,
    remember: (key, md5) => learn(notes, key, { md5, day: today }),
    async save() {
      if (!changed) return;
      changed = false;
      const oldest = today - daysKept;
      await write(cacheFile, {
        files: keepSince(files, oldest),
        folders: keepSince(folders, oldest),
        notes: keepSince(notes, oldest),
      });
    },
  };
}

/** Finds names in records; whoever asks for one file of a folder often asks for the others next. */
function openPlaces(): (record: FolderRecord, name: string) => number | undefined {
  let last: { readonly record: FolderRecord; readonly places: ReadonlyMap<string, number> } | undefined;
  return (record, name) => {
    if (last?.record !== record) last = { record, places: placesOf(record) };
    return last.places.get(name);
  };
}

/**
 * A file that was written within the clock's last tick may change again without a visible change of its times. File
 * systems with whole-second times tick once in up to two seconds; the others well within 50 ms.
 */
export function isRacy({ stats, time }: Pick<Sighting, "stats" | "time">): boolean {
  const newest = Math.max(stats.mtimeMs, stats.ctimeMs);
  const tick = newest % 1_000 === 0 ? 2_000 : 50;
  return time - newest < tick;
}

function keepSince<Known extends { readonly day: number }>(
  all: Map<string, Known>,
  oldest: number,
): Map<string, Known> {
  return new Map([...all].filter(([, { day }]) => day > oldest));
}

async function load(file: string): Promise<Knowledge> {
  try {
    const known = decodeKnowledge(await readFile(file));
    if (known !== undefined) return known;
  } catch (error) {
    if (!isNotFound(error) && systemFailure(error) === undefined) throw error;
  }
  return { files: new Map(), folders: new Map(), notes: new Map() };
}

/** Without waiting for the disk: a power cut may damage the file, which then counts as none. */
async function write(file: string, knowledge: Knowledge): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, encodeKnowledge(knowledge));
    await renameOver(temporary, file);
  } catch (error) {
    // On a full disk or in a folder that only others may write, the question is answered all the same.
    if (!(error instanceof Failure) && systemFailure(error) === undefined) throw error;
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
