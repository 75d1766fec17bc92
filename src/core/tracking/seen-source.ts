import type { DvcIgnore } from "#core/data/dvc-ignore";
import type { FileSource } from "#core/metrics/file-source";

/** Files of a place, listed without those that `.dvcignore` hides; who names such a file can read it, as with DVC. */
export function withoutIgnored(source: FileSource, ignore: DvcIgnore): FileSource {
  return { ...source, list: async (path) => seenBy(ignore, await source.list(path)) };
}

/** Those of some files that DVC sees. */
export async function seenBy(ignore: DvcIgnore, files: readonly string[]): Promise<readonly string[]> {
  const ignored = await Promise.all(files.map((file) => ignore.ignores(file, "file")));
  return files.filter((_, index) => !ignored[index]);
}
