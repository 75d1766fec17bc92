import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#core/failure";
import type { Work } from "#core/progress";
import { writeSynced } from "./atomic-write.ts";
import { checkout } from "./checkout.ts";
import type { CheckoutOptions, CheckoutTarget, ObjectSource, WorkspaceChanges } from "./checkout.ts";
import { parseTree } from "./dir-object.ts";
import type { TreeEntry } from "./dir-object.ts";
import { damagedTree } from "./failures.ts";
import type { PathHash } from "./hash.ts";
import type { LinkType } from "./link.ts";
import { mapLimited } from "./map-limited.ts";
import type { StatCache } from "./stat-cache.ts";
import { copyChecked, isWhole, storeObject } from "./store-object.ts";
import { namingSystemErrors } from "./system-errors.ts";

/** A content-addressed store in the layout of DVC 3, shared with DVC. Hashes are 32 hex digits, `.dir` for folders. */
export interface Cache extends ObjectSource {
  /** Absolute. */
  readonly directory: string;
  /**
   * Stores what `hashPath` found at a path: the file, or the members and the listing of the folder. What is there already
   * is left alone. Throws a Failure when the data changed since it was hashed.
   */
  insert(path: string, hash: PathHash, options?: InsertOptions): Promise<void>;
  /** Makes a path of the workspace what the hash says. */
  checkout(target: CheckoutTarget, options?: CheckoutOptions): Promise<WorkspaceChanges>;
  /** Those of the hashes that cannot be checked out, because the object or a member of the folder is missing. */
  missing(md5s: Iterable<string>, signal?: AbortSignal): Promise<Set<string>>;
}

export interface CacheOptions {
  /** `cache.type`, tried in order; reflink, then copy when absent. */
  readonly linkTypes?: readonly LinkType[] | undefined;
  /** `cache.shared = group`: members of the group may add objects. */
  readonly shared?: boolean | undefined;
}

const objectsAtOnce = 16;

export interface InsertOptions {
  /** What was learnt when the path was hashed: saves a second reading of large files. */
  readonly stats?: StatCache | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of files that are stored. */
  readonly onProgress?: Work["onProgress"];
}

/** Opens the cache in a directory, which need not exist yet. */
export function openCache(directory: string, options: CacheOptions = {}): Cache {
  const place = (md5: string): string => join(directory, "files", "md5", md5.slice(0, 2), md5.slice(2));
  const legacyPlace = (md5: string): string => join(directory, md5.slice(0, 2), md5.slice(2));

  const locate = async (md5: string): Promise<string | undefined> => {
    if (!isObjectName(md5)) return undefined;
    if (await isWhole(place(md5), md5, "md5")) return place(md5);
    if (await isWhole(legacyPlace(md5), md5, "md5-dos2unix")) return legacyPlace(md5);
    return undefined;
  };
  const has = async (md5: string): Promise<boolean> => (await locate(md5)) !== undefined;

  const store = async (md5: string, write: (temporary: string) => Promise<void>): Promise<void> => {
    const path = place(md5);
    if (!(await isWhole(path, md5, "md5"))) await storeObject(path, options.shared === true, write);
  };
  const readTree = async (md5: string): Promise<readonly TreeEntry[] | undefined> => {
    const path = await locate(md5);
    if (path === undefined) return undefined;
    const listing = await readFile(path, "utf8");
    try {
      return parseTree(listing);
    } catch (error) {
      throw damagedTree(md5, error instanceof Error ? error.message : String(error));
    }
  };

  const insert = async (path: string, hash: PathHash, signal: AbortSignal | undefined): Promise<void> => {
    if (hash.tree === undefined) {
      await store(hash.md5, (temporary) => copyChecked(path, hash.md5, temporary, signal));
      return;
    }
    const { members, listing } = hash.tree;
    const byHash = [...new Map(members.map((member) => [member.md5, member])).values()];
    await mapLimited(byHash, objectsAtOnce, async ({ relpath, md5 }) => {
      signal?.throwIfAborted();
      await store(md5, (temporary) => copyChecked(join(path, relpath), md5, temporary, signal));
    });
    // The listing comes last: while it is absent nothing claims that the folder is in the cache.
    await store(hash.md5, (temporary) => writeSynced(temporary, listing));
  };
  /** The objects of which a checkout needs all; undefined when a listing is absent or damaged. */
  const partsOf = async (md5: string): Promise<readonly string[] | undefined> => {
    if (!md5.endsWith(".dir")) return [md5];
    try {
      return (await readTree(md5))?.map((entry) => entry.md5);
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  };

  const cache: Cache = {
    directory,
    has,
    locate,
    readTree,
    insert: (path, hash, { signal } = {}) => namingSystemErrors(() => insert(path, hash, signal), path),
    checkout: (target, checkoutOptions = {}) =>
      namingSystemErrors(
        () => checkout(cache, options.linkTypes ?? ["reflink", "copy"], target, checkoutOptions),
        target.path,
      ),
    async missing(md5s, signal) {
      const wanted = [...new Set(md5s)];
      const parts = await mapLimited(wanted, objectsAtOnce, partsOf);
      const objects = [...new Set(parts.flatMap((names) => names ?? []))];
      const present = await mapLimited(objects, objectsAtOnce, async (md5) => {
        signal?.throwIfAborted();
        return has(md5);
      });
      const absent = new Set(objects.filter((_, index) => present[index] === false));
      const isMissing = (names: readonly string[] | undefined): boolean =>
        names === undefined || names.some((name) => absent.has(name));
      return new Set(wanted.filter((_, index) => isMissing(parts[index])));
    },
  };
  return cache;
}

/** Hashes come from files that anyone may have written; one that is not a hash must not become a path. */
function isObjectName(md5: string): boolean {
  return /^[0-9a-f]{32}(\.dir)?$/.test(md5);
}
