import { printTree, treeHash } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { objectMissing } from "#core/data/failures";
import type { Member, PathHash } from "#core/data/hash/hash";
import type { ContentFacts } from "#core/data/record-hash";
import { isWithin } from "#core/pipeline/repository-path";

import type { DataTools } from "./data-tools.ts";
import { nothingThere } from "./failures.ts";
import type { TrackedOutput } from "./tracked.ts";

/** A tracked folder after a part of it was looked at anew. */
export interface FolderWithPart {
  readonly facts: ContentFacts;
  readonly listing: string;
}

/**
 * What a tracked folder is when one file or folder in it is as in the workspace now and all else as it is recorded.
 * Sizes are known only of what was looked at; the size of the whole is left out where it cannot be told, as DVC does.
 * Throws a Failure when the listing of the folder is not in the cache, or the part neither is there nor was.
 * @param part repository-relative path, inside of the output
 * @param hash what it holds now; undefined when it is gone
 */
export async function withPart(
  { cache }: DataTools,
  output: TrackedOutput,
  part: string,
  hash: PathHash | undefined,
): Promise<FolderWithPart> {
  const { md5, size } = output.recorded ?? {};
  const before = md5 === undefined ? [] : await cache.readTree(md5);
  if (before === undefined) throw objectMissing(md5 ?? "", output.path);
  const relpath = part.slice(output.path.length + 1);
  const others = before.filter((entry) => !isWithin(entry.relpath, relpath));
  const isNew = others.length === before.length;
  if (hash === undefined && isNew) throw nothingThere(part);
  const entries = [...others, ...entriesOf(relpath, hash)];
  const listing = printTree(entries);
  const whole = treeHash(listing);
  const known = Number(size ?? 0);
  const sizeNow = whole === md5 ? known : isNew && known > 0 ? known + (hash?.size ?? 0) : 0;
  return {
    facts: {
      md5: whole,
      nfiles: entries.length,
      ...(hash !== undefined && sizeNow > 0 && { size: sizeNow }),
    },
    listing,
  };
}

/** The listing alone as `Cache.insert` takes it: all members that are not yet in the cache were stored before. */
export function listingOnly({ facts, listing }: FolderWithPart): PathHash {
  const members: readonly Member[] = [];
  return { md5: facts.md5, size: facts.size ?? 0, tree: { members, listing } };
}

function entriesOf(relpath: string, hash: PathHash | undefined): readonly TreeEntry[] {
  if (hash?.tree === undefined) return hash === undefined ? [] : [{ relpath, md5: hash.md5 }];
  return hash.tree.members.map((member) => ({ relpath: `${relpath}/${member.relpath}`, md5: member.md5 }));
}
