import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { Stats } from "node:fs";
import { copyFile } from "node:fs/promises";

import { hasCode, renameOver, temporaryBeside } from "#core/data/atomic-write";
import { noLinkWorks, wouldOverwrite } from "#core/data/failures";
import { chunkSize } from "#core/data/hash/md5";
import { lstatIfThere } from "#core/data/hash/stat-if-there";

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

/** True for the error of a file system that cannot make a kind of link. */
export function isUnsupported(error: unknown): boolean {
  return unsupported.some((code) => hasCode(error, code));
}

/**
 * Puts a cached object at a path of the workspace, replacing in one step what file is there. An executable is always a
 * copy: the execute bit on a link would change the shared object. So is an empty file, which DVC never hardlinks. The
 * folder of the path must exist.
 */
export type PlaceObject = (object: string, path: string, isexec: boolean) => Promise<void>;

/**
 * Opens what places objects; the types of links are tried in order, and a reflink no more once it was refused.
 * @param nameFor gives a new name, from which a file can be renamed to a path
 */
export function openPlacer(types: readonly LinkType[], nameFor: (path: string) => string): PlaceObject {
  let left = types;
  let name = nameFor;
  const place: PlaceObject = async (object, path, isexec) => {
    const { size } = statSync(object);
    const temporary = name(path);
    let refusal: unknown;
    for (const type of left) {
      const own = isexec || (type === "hardlink" && size === 0) ? "copy" : type;
      try {
        const making = make[own]({ object, path: temporary, isexec, size });
        if (making) await making;
        if (await replace(temporary, path)) return;
        // A folder may be mounted from elsewhere in the same file system: only names beside are near then.
        rmSync(temporary, { force: true });
        name = temporaryBeside;
        await place(object, path, isexec);
        return;
      } catch (error) {
        rmSync(temporary, { force: true });
        if (!isUnsupported(error)) throw error;
        if (own === "reflink") left = left.filter((each) => each !== "reflink");
        refusal = error;
      }
    }
    throw noLinkWorks(path, types, refusal);
  };
  return place;
}

/**
 * True when what is at a path need not be replaced to be of the first of the link types.
 * @param object absolute path of its content in the cache
 */
export function isPlaced(path: string, object: string, types: readonly LinkType[]): boolean {
  const [first = "copy"] = types;
  const here = lstatSync(path);
  if (first === "symlink") return here.isSymbolicLink() && readlinkSync(path) === object;
  if (first === "hardlink") return here.size === 0 || here.ino === statSync(object).ino;
  return isWritableFile(here) && (here.nlink === 1 || here.ino !== lstatIfThere(object)?.ino);
}

/** True for a file that nobody else has and that may be written to, as a copy is, and a reflink for its user. */
export function isOwnCopy(path: string): boolean {
  const here = lstatIfThere(path);
  return here !== undefined && isWritableFile(here) && here.nlink === 1;
}

function isWritableFile(stats: Stats): boolean {
  return stats.isFile() && (stats.mode & constants.S_IWUSR) !== 0;
}

interface Making {
  readonly object: string;
  /** Where nothing is. */
  readonly path: string;
  readonly isexec: boolean;
  /** Bytes. */
  readonly size: number;
}

const make: Record<LinkType, (making: Making) => void | Promise<void>> = {
  reflink({ object, path, isexec }) {
    copyFileSync(object, path, constants.COPYFILE_FICLONE_FORCE);
    chmodSync(path, newMode(isexec) & ~process.umask());
  },
  hardlink: ({ object, path }) => linkSync(object, path),
  symlink: ({ object, path }) => symlinkSync(object, path),
  copy(making) {
    if (making.size > chunkSize) return copyLarge(making);
    writeFileSync(making.path, readFileSync(making.object), { flag: "wx", mode: newMode(making.isexec) });
  },
};

async function copyLarge({ object, path, isexec }: Making): Promise<void> {
  await copyFile(object, path, constants.COPYFILE_EXCL);
  chmodSync(path, newMode(isexec) & ~process.umask());
}

/** The mode of a new file before the umask; an object is read-only, its copy in the workspace must not be. */
function newMode(isexec: boolean): number {
  return 0o666 | (isexec ? constants.S_IXUSR : 0);
}

/**
 * Renames a file over a file, a link or an empty folder; what is left in a folder is nothing that DVC tracks. False when
 * the two paths are too far apart for that.
 */
async function replace(from: string, to: string): Promise<boolean> {
  try {
    if (process.platform === "win32") await renameOver(from, to);
    else renameSync(from, to);
  } catch (error) {
    if (hasCode(error, "EXDEV")) return false;
    if (!hasCode(error, "EISDIR") && !hasCode(error, "EEXIST")) throw error;
    try {
      rmdirSync(to);
    } catch {
      throw wouldOverwrite(to);
    }
    renameSync(from, to);
  }
  return true;
}
