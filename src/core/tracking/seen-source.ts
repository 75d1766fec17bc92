import { posix } from "node:path";

import type { DvcIgnore } from "#core/data/dvc-ignore";
import type { FileSource } from "#core/metrics/file-source";
import { isDataFile, isPipelineFile } from "#core/pipeline/dvc-file-names";

/**
 * Files of a place, listed without those that `.dvcignore` hides and, in folders, without DVC's own; who names such a
 * file can read it, as with DVC.
 */
export function withoutIgnored(source: FileSource, ignore: DvcIgnore): FileSource {
  return {
    ...source,
    list: async (path) => {
      const files = await source.list(path);
      return seenBy(
        ignore,
        files.filter((file) => file === posix.normalize(path) || !isOfDvc(file)),
      );
    },
  };
}

function isOfDvc(file: string): boolean {
  return isPipelineFile(file) || isDataFile(file) || posix.basename(file) === ".dvcignore";
}

/** Those of some files that DVC sees. */
export async function seenBy(ignore: DvcIgnore, files: readonly string[]): Promise<readonly string[]> {
  const ignored = await Promise.all(files.map((file) => ignore.ignores(file, "file")));
  return files.filter((_, index) => !ignored[index]);
}
