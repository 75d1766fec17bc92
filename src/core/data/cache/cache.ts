import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { HashOptions, PathHash } from "#core/data/hash/hash";
import { namesInSync } from "#core/data/list-folder";
import { namingSystemErrors } from "#core/data/system-errors";

import { checkout } from "./checkout.ts";
import type { CheckoutOptions, CheckoutTarget, ObjectSource, WorkspaceChanges } from "./checkout.ts";
import { parseTree } from "./dir-object.ts";
import type { TreeEntry } from "./dir-object.ts";
import { findMissing } from "./find-missing.ts";
import type { MissingOptions } from "./find-missing.ts";
import { findAbsent, objectPath } from "./find-objects.ts";
import { insert, store } from "./insert.ts";
import type { InsertOptions } from "./insert.ts";
import type { LinkType } from "./link.ts";
import { isObjectHash } from "./object-name.ts";
import { isWhole } from "./store-object.ts";

/** A content-addressed store in the layout of DVC 3, shared with DVC. Hashes are 32 hex digits, `.dir` for folders. */
export interface Cache extends ObjectSource {
  /** Absolute. */
  readonly directory: string;
  /** True when the object is there and whole; a folder's listing says nothing of its members. */
  has(md5: string): Promise<boolean>;
  /** Absolute path of an object that is there, also of one that DVC 2 stored. */
  locate(md5: string): Promise<string | undefined>;
  /**
   * Stores what `hashPath` found at a path: the file, or the members and the listing of the folder. What is there already
   * is left alone. Throws a Failure when the data changed since it was hashed.
   */
  insert(path: string, hash: PathHash, options?: InsertOptions): Promise<void>;
  /**
   * Hashes a path as `hashPath` does, and stores it as `insert` does, in one reading of each file where that pays.
   * Undefined when nothing is there. What was stored before an error stays.
   */
  store(path: string, options: HashOptions): Promise<PathHash | undefined>;
  /** Makes a path of the workspace what the hash says. */
  checkout(target: CheckoutTarget, options?: CheckoutOptions): Promise<WorkspaceChanges>;
  /** Those of the hashes that cannot be checked out, because the object or a member of the folder is missing. */
  missing(md5s: Iterable<string>, options?: MissingOptions): Promise<Set<string>>;
}

export interface CacheOptions {
  /** `cache.type`, tried in order; reflink, then copy when absent. */
  readonly linkTypes?: readonly LinkType[] | undefined;
  /** `cache.shared = group`: members of the group may add objects. */
  readonly shared?: boolean | undefined;
}

/** Opens the cache in a directory, which need not exist yet. */
export function openCache(directory: string, options: CacheOptions = {}): Cache {
  const destination = { directory, shared: options.shared === true };
  const legacyPath = (md5: string): string => join(directory, md5.slice(0, 2), md5.slice(2));
  const isLegacy = (md5: string): Promise<boolean> => isWhole(legacyPath(md5), md5, "md5-dos2unix");

  const locate = async (md5: string): Promise<string | undefined> => {
    if (!isObjectHash(md5)) return undefined;
    const path = objectPath(directory, md5);
    if (await isWhole(path, md5, "md5")) return path;
    return (await isLegacy(md5)) ? legacyPath(md5) : undefined;
  };
  const locateAll: Cache["locateAll"] = async (md5s, signal) => {
    const names = new Set([...md5s].filter(isObjectHash));
    const absent = await findAbsent(directory, names, signal);
    const folders = new Set(absent.size === 0 ? [] : namesInSync(directory));
    const legacy = new Set<string>();
    for (const md5 of absent) {
      signal?.throwIfAborted();
      if (folders.has(md5.slice(0, 2)) && (await isLegacy(md5))) legacy.add(md5);
    }
    return (md5) => {
      if (legacy.has(md5)) return legacyPath(md5);
      return names.has(md5) && !absent.has(md5) ? objectPath(directory, md5) : undefined;
    };
  };
  const readTree = async (md5: string): Promise<readonly TreeEntry[] | undefined> => {
    const path = await locate(md5);
    if (path === undefined) return undefined;
    return parseTree(md5, await readFile(path, "utf8"));
  };
  const cache: Cache = {
    directory,
    has: async (md5) => (await locate(md5)) !== undefined,
    locate,
    locateAll,
    readTree,
    insert: (path, hash, insertOptions = {}) =>
      namingSystemErrors(() => insert(destination, path, hash, insertOptions), directory),
    store: (path, hashOptions) => namingSystemErrors(() => store(destination, path, hashOptions), directory),
    checkout: (target, checkoutOptions = {}) =>
      namingSystemErrors(
        () => checkout(cache, options.linkTypes ?? ["reflink", "copy"], target, checkoutOptions),
        target.path,
      ),
    missing: (md5s, missingOptions = {}) => findMissing(cache, md5s, missingOptions),
  };
  return cache;
}
