import { constants } from "node:fs";
import { chmod, copyFile, link, rename, rm, rmdir, stat, symlink } from "node:fs/promises";
import { hasCode, renameOver, temporaryBeside } from "./atomic-write.ts";
import { noLinkWorks, wouldOverwrite } from "./failures.ts";

/** How the workspace shares an object with the cache: DVC's `cache.type`. */
export type LinkType = "reflink" | "hardlink" | "symlink" | "copy";

/** What a file system says when it cannot make a kind of link: then the next kind is tried. */
const unsupported = [
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EXDEV",
  "ENOTTY",
  "ENOSYS",
  "EINVAL",
  "EAGAIN",
  "EMLINK",
];

/**
 * Puts a cached object at a path of the workspace, replacing in one step what file is there. Types are tried in order.
 * An executable is always a copy: the execute bit on a link would change the shared object. So is an empty file,
 * which DVC never hardlinks. The folder of the path must exist.
 */
export async function placeObject(
  object: string,
  path: string,
  types: readonly LinkType[],
  isexec: boolean,
): Promise<void> {
  const { size } = await stat(object);
  const temporary = temporaryBeside(path);
  let refusal: unknown;
  for (const type of types) {
    const own = isexec || (type === "hardlink" && size === 0) ? "copy" : type;
    try {
      await make[own](object, temporary);
      if (own === "copy" || own === "reflink") await chmod(temporary, workspaceMode(isexec));
      await replace(temporary, path);
      return;
    } catch (error) {
      await rm(temporary, { force: true });
      if (!unsupported.some((code) => hasCode(error, code))) throw error;
      refusal = error;
    }
  }
  throw noLinkWorks(path, types, refusal);
}

const make: Record<LinkType, (object: string, path: string) => Promise<void>> = {
  reflink: (object, path) => copyFile(object, path, constants.COPYFILE_FICLONE_FORCE),
  hardlink: link,
  symlink: (object, path) => symlink(object, path),
  copy: (object, path) => copyFile(object, path),
};

/** The mode of a new file; an object is read-only, its copy in the workspace must not be. */
function workspaceMode(isexec: boolean): number {
  return (0o666 & ~process.umask()) | (isexec ? constants.S_IXUSR : 0);
}

/** Renames a file over a file, a link or an empty folder; what is left in a folder is nothing that DVC tracks. */
async function replace(from: string, to: string): Promise<void> {
  try {
    await renameOver(from, to);
  } catch (error) {
    if (!hasCode(error, "EISDIR") && !hasCode(error, "EEXIST")) throw error;
    await rmdir(to).catch(() => {
      throw wouldOverwrite(to);
    });
    await rename(from, to);
  }
}
