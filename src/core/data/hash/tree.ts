import { createHash } from "node:crypto";

import { printTree } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";

import { namesOf } from "./folder-record.ts";
import type { FolderRecord } from "./folder-record.ts";

/** One file of a hashed folder. */
export interface Member extends TreeEntry {
  /** Bytes. */
  readonly size: number;
  readonly isexec?: boolean;
}

/** All files of a hashed folder, those of its folders included. Both are made when somebody asks, which few do. */
export interface Tree {
  readonly members: readonly Member[];
  /** The bytes of the folder's object in the cache. */
  readonly listing: string;
}

/** What was found in one folder of a tree, in its own files. */
export interface TreePart {
  /** Of the folder in the tree, with `/`; empty for the tree itself. */
  readonly relpath: string;
  readonly record: FolderRecord;
  /** Bytes, a number for each file. */
  readonly sizes: Float64Array;
  /** 1 for each file that may be executed. */
  readonly executables: Uint8Array;
}

/** Gives the tree of its parts, which must not change any more. */
export function makeTree(parts: readonly TreePart[]): Tree {
  let members: readonly Member[] | undefined;
  let listing: string | undefined;
  return {
    get members() {
      members ??= parts.flatMap(membersOf).sort((a, b) => compareCodePoints(a.relpath, b.relpath));
      return members;
    },
    get listing() {
      listing ??= printTree(this.members);
      return listing;
    },
  };
}

/** Tells trees apart as their listings do, for a fraction of the work: all names and hashes, folder by folder. */
export function digestParts(parts: readonly TreePart[]): string {
  const hash = createHash("md5");
  for (const { relpath, record } of parts) {
    hash.update(`${relpath}\0${record.names}\0`).update(record.hashes);
  }
  return hash.digest("hex");
}

function membersOf({ relpath, record, sizes, executables }: TreePart): Member[] {
  const prefix = relpath === "" ? "" : `${relpath}/`;
  const hashes = record.hashes.toString("hex");
  return namesOf(record).map((name, index) => ({
    relpath: prefix + name,
    md5: hashes.slice(index * 32, (index + 1) * 32),
    size: sizes[index] ?? 0,
    ...(executables[index] === 1 && { isexec: true }),
  }));
}
