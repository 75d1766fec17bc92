import { join } from "node:path";

import { settledFileStamp } from "#core/data/hash/file-stamp";
import { readParams } from "#core/data/observe";
import type { ParamsFile } from "#core/pipeline/status/status-model";

/**
 * Reads parameter files, each again only after it changed: the stages of a pipeline read the same one. Paths are relative
 * to the root.
 */
export function openParamsReader(root: string): (path: string) => Promise<ParamsFile> {
  const known = new Map<string, { readonly stamp: string; readonly file: ParamsFile }>();
  return async (path) => {
    const stamp = settledFileStamp(join(root, path));
    const before = known.get(path);
    if (before !== undefined && before.stamp === stamp) return before.file;
    const file = await readParams(root, path);
    if (stamp === undefined) known.delete(path);
    else known.set(path, { stamp, file });
    return file;
  };
}
