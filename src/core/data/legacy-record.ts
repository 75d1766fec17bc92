import { hashPath } from "#core/data/hash/hash";
import type { HashOptions, PathHash } from "#core/data/hash/hash";
import type { Recorded } from "#core/pipeline/lock/lock-model";

/**
 * What a file or folder holds, by the hash of DVC 2, where that recorded it and it still is what was recorded. DVC keeps
 * such a record until the content changes. Undefined for all other records and content.
 * @param path absolute
 */
export async function asLegacyRecorded(
  path: string,
  recorded: Pick<Recorded, "hash" | "md5"> | undefined,
  options: HashOptions,
): Promise<PathHash | undefined> {
  if (recorded?.md5 === undefined || recorded.hash !== undefined) return undefined;
  const found = await hashPath(path, { ...options, algorithm: "md5-dos2unix" });
  return found?.md5 === recorded.md5 ? found : undefined;
}
