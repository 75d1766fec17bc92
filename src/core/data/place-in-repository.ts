import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

import { isUrl } from "#core/pipeline/repository-path";

import { hasCode, isNotFound } from "./atomic-write.ts";

/**
 * Where a path of the repository really is, when the links among its folders are followed: relative to the root, with
 * `/`. Undefined when what stands there must not be replaced as data of the repository: the path leaves it, is the
 * repository itself, or belongs to Git or DVC.
 * @param root absolute path of the folder that holds `.dvc`
 * @param path repository-relative, as `resolvePath` gives it
 */
export function placeInRepository(root: string, path: string): string | undefined {
  if (path.startsWith("/") || isUrl(path) || !isData(path)) return undefined;
  // The last part may itself be a link: what replaces it replaces the link, and leaves alone what that points to.
  const folder = realFolder(dirname(join(root, path)));
  const place = relative(realpathSync.native(root), join(folder, basename(path)))
    .split(sep)
    .join("/");
  return isData(place) ? place : undefined;
}

function isData(path: string): boolean {
  const first = path.split("/")[0] ?? "";
  return !["", ".", "..", ".git", ".dvc"].includes(first) && !startsWithDrive(first);
}

/** Elsewhere `c:d` is a name like any other. */
function startsWithDrive(part: string): boolean {
  return sep === "\\" && /^[a-z]:/iu.test(part);
}

/** The folder without links; what does not exist yet is added to the nearest folder above it that does. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    const above = dirname(folder);
    if (above === folder || !(isNotFound(error) || hasCode(error, "ENOTDIR"))) throw error;
    return join(realFolder(above), relative(above, folder));
  }
}
