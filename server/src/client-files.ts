import type { FilesAnswer, FilesRequest } from "#protocol/file-requests";
import type { Platform } from "./platform.ts";
import type { CachedFiles } from "./workspace/files.ts";

/** Paths of which something is wanted, of either kind. */
interface Paths {
  readonly texts: Set<string>;
  readonly folders: Set<string>;
}

/**
 * The files of a client that gives them by messages. What was not asked for yet counts as absent and is noted;
 * `fetchMissing` asks for all of it at once. An answer is kept until the client tells that the file has changed.
 * @param ask a request to the client; when it fails, everything in it counts as absent
 */
export function createClientFiles(
  ask: (request: FilesRequest) => Promise<FilesAnswer>,
): Pick<Required<Platform>, "files" | "fetchMissing"> {
  const texts = new Map<string, string | undefined>();
  const folders = new Map<string, readonly string[] | undefined>();
  const read = new Set<string>();
  const looked = new Set<string>();
  let wanted = noPaths();
  /** What the client is being asked for. */
  let asking = noPaths();
  let changed = noPaths();
  let coming: Promise<void> | undefined;

  const namesIn = (folder: string): readonly string[] | undefined => {
    if (!folders.has(folder) && !asking.folders.has(folder)) wanted.folders.add(folder);
    return folders.get(folder);
  };
  const isShown = (path: string): boolean => folders.get(folderOf(path)) !== undefined;
  const fetchWanted = async (): Promise<void> => {
    const request = { texts: [...wanted.texts], folders: [...wanted.folders] };
    asking = wanted;
    wanted = noPaths();
    changed = noPaths();
    const answer = await ask(request).catch(() => undefined);
    asking = noPaths();
    // What changed meanwhile may have been read before it changed: it stays unknown, and is asked for again.
    request.texts.forEach((path, index) => {
      if (!changed.texts.has(path)) texts.set(path, answer?.texts[index] ?? undefined);
    });
    request.folders.forEach((path, index) => {
      if (!changed.folders.has(path)) folders.set(path, answer?.folders[index] ?? undefined);
    });
  };
  const files: CachedFiles = {
    read: (path) => {
      read.add(path);
      const known = texts.has(path) || folders.get(folderOf(path))?.includes(nameOf(path)) === false;
      if (!known && !asking.texts.has(path)) wanted.texts.add(path);
      return texts.get(path);
    },
    kind: (path) => {
      looked.add(path);
      const names = namesIn(folderOf(path));
      if (names?.includes(`${nameOf(path)}/`) === true) return "folder";
      if (names?.includes(nameOf(path)) === true) return "file";
      // The client does not show what is around the folders that are open, so these stand in no folder.
      const standsAlone = names === undefined && folders.has(folderOf(path));
      return standsAlone && namesIn(path) !== undefined ? "folder" : undefined;
    },
    list: (folder) => namesIn(folder) ?? [],
    forget: (path) => {
      const folder = folderOf(path);
      changed.texts.add(path);
      changed.folders.add(folder);
      asking.texts.delete(path);
      for (const each of [folder, path]) asking.folders.delete(each);
      texts.delete(path);
      // It may be a folder itself, which has come or gone.
      changed.folders.add(path);
      folders.delete(folder);
      folders.delete(path);
      read.delete(path);
      looked.delete(path);
    },
    // Around the folders that are open nothing is shown, and nothing can be watched.
    asked: () => ({ read: [...read].filter(isShown), looked: [...looked].filter(isShown) }),
  };
  return {
    files,
    fetchMissing: async () => {
      if (coming === undefined && wanted.texts.size + wanted.folders.size === 0) return false;
      coming ??= fetchWanted().finally(() => (coming = undefined));
      await coming;
      return true;
    },
  };
}

function noPaths(): Paths {
  return { texts: new Set(), folders: new Set() };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
