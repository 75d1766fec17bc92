import { realpath } from "node:fs/promises";
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
export async function placeInRepository(root: string, path: string): Promise<string | undefined> {
  if (path.startsWith("/") || isUrl(path) || !isData(path)) return undefined;
  // The last part may itself be a link: what replaces it replaces the link, and leaves alone what that points to.
  const folder = await realFolder(dirname(join(root, path)));
  const place = relative(await realpath(root), join(folder, basename(path)))
    .split(sep)
    .join("/");
  return isData(place) ? place : undefined;
}

function isData(path: string): boolean {
  const first = path.split("/")[0] ?? "";
  return !["", ".", "..", ".git", ".dvc"].includes(first) && !/^[a-z]:/iu.test(first);
}

/** The folder without links; what does not exist yet is added to the nearest folder above it that does. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const above = dirname(folder);
    if (above === folder || !(isNotFound(error) || hasCode(error, "ENOTDIR"))) throw error;
    return join(await realFolder(above), relative(above, folder));
  }
}
