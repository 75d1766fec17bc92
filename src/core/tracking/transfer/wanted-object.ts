import { stat } from "node:fs/promises";
import { join } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { parseTree } from "#core/data/cache/dir-object";
import { algorithmOf, isListing, objectName } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import { isWhole } from "#core/data/cache/store-object";
import { isWithin } from "#core/pipeline/repository-path";

import type { WantedOutput } from "./plan.ts";

/** One object with the path of the data that needs it, for messages. */
export interface WantedObject {
  readonly object: DataObject;
  readonly path: string;
  /** Its name in the cache and in the remote. */
  readonly name: string;
}

/** A tracked folder: the object that lists it, and those of its files. */
export interface WantedFolder {
  readonly listing: WantedObject;
  readonly members: readonly WantedObject[];
  /** The members that are to be moved: all of them, unless a part of the folder was asked for. */
  readonly wanted: readonly WantedObject[];
}

/** The object of an output itself: the file, or the listing of the folder. */
export function wantedObject({ object, path }: WantedOutput): WantedObject {
  return { object, path, name: objectName(object) };
}

export function isFolder({ object }: WantedObject): boolean {
  return isListing(object.md5);
}

/** The members of a folder, from the text of its listing. Throws a Failure when that is damaged. */
export function wantedFolder(output: WantedOutput, text: string): WantedFolder {
  const { part, object } = output;
  const members = parseTree(object.md5, text).map(({ relpath, md5 }) => {
    const member = { md5, isLegacy: object.isLegacy };
    return { object: member, path: `${output.path}/${relpath}`, name: objectName(member), relpath };
  });
  return {
    listing: wantedObject(output),
    members,
    wanted: part === undefined ? members : members.filter(({ relpath }) => isWithin(relpath, part)),
  };
}

/** Each object once, by its name. */
export function byName(objects: Iterable<WantedObject>): Map<string, WantedObject> {
  const map = new Map<string, WantedObject>();
  for (const object of objects) if (!map.has(object.name)) map.set(object.name, object);
  return map;
}

/** Bytes of an object in the cache; undefined when it is not there, or is damaged, and then it is removed. */
export async function cachedSize(
  cacheDir: string,
  { object, name }: WantedObject,
): Promise<number | undefined> {
  const path = join(cacheDir, name);
  try {
    return (await isWhole(path, object.md5, algorithmOf(object))) ? (await stat(path)).size : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
