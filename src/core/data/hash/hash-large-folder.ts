import { createHash } from "node:crypto";

import type { ContentHash } from "#core/pipeline/status/status-model";

import { lookAtFolder } from "./folder-look.ts";
import { hashPath } from "./hash.ts";
import type { HashOptions } from "./hash.ts";
import type { StatCache } from "./stat-cache.ts";
import { filterOf } from "./walk.ts";

/** Options of a hash that is remembered. */
export type RememberingOptions = HashOptions & { readonly stats: StatCache };

/**
 * The hash of a folder of very many files, as `hashPath` gives it. The system's `find` looks at it first: when nothing
 * but what it saw the last time is there, nobody has to ask for each file.
 */
export async function hashLargeFolder(
  path: string,
  options: RememberingOptions,
): Promise<ContentHash | undefined> {
  const { stats, algorithm, signal } = options;
  const look = await lookAtFolder(path, signal);
  signal?.throwIfAborted();
  if (look === undefined || !look.isLasting) return hashPath(path, options);
  const rules = (await filterOf(path, options.ignore))?.rules;
  const seen = JSON.stringify([path, algorithm, rules, look.digest]);
  const key = `folder:${createHash("md5").update(seen).digest("hex")}`;
  const known = readNote(stats.recall(key));
  if (known !== undefined) return known;
  // What changes from here on is in the hash, and the next look tells it from this one.
  const hash = await hashPath(path, options);
  if (hash?.nfiles !== undefined) stats.remember(key, `${hash.md5} ${hash.size} ${hash.nfiles}`);
  return hash;
}

function readNote(note: string | undefined): ContentHash | undefined {
  const [md5, size, nfiles] = note?.split(" ") ?? [];
  return md5 === undefined ? undefined : { md5, size: Number(size), nfiles: Number(nfiles) };
}
