import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** What is watched below a folder. */
export interface WatchOptions {
  /** Whether to look into a folder, by its path relative to the root with `/`. */
  readonly enters: (folder: string) => boolean;
  /** Called with the relative path of what changed. */
  readonly onChange: (path: string) => void;
}

/** Watching costs the system a handle for each folder; beyond so many, the deepest ones are left out. */
const mostFolders = 4_000;

/**
 * Watches a folder and those below it. Node's own recursive watching enters every folder, so that on Linux a
 * `node_modules` exhausts the system's watches; this one asks first. A folder that goes away is forgotten, one that
 * appears is watched.
 * @param root absolute path
 */
export function watchFolders(root: string, options: WatchOptions): { dispose(): void } {
  const watchers = new Map<string, FSWatcher>();
  let ended = false;

  const forget = (folder: string): void => {
    for (const [watched, watcher] of watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watcher.close();
      watchers.delete(watched);
    }
  };
  const add = (folder: string): boolean => {
    if (ended || watchers.has(folder) || watchers.size >= mostFolders) return false;
    try {
      const watcher = watch(join(root, folder), (event, name) => changed(folder, event, name));
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
      return true;
    } catch {
      // It went away again, or the system has no watches left: the others still tell what they see.
      return false;
    }
  };
  const changed = (folder: string, event: string, name: string | null): void => {
    if (ended) return;
    const path = name === null ? folder : joined(folder, name);
    options.onChange(path);
    if (event === "rename" && options.enters(path)) void follow(path);
  };
  /** After something came or went: a folder of that name is another one than before. */
  const follow = async (path: string): Promise<void> => {
    const found = await lstat(join(root, path)).catch(() => undefined);
    if (watchers.has(path)) forget(path);
    if (found?.isDirectory() === true) await watchBelow(path, true);
  };
  /** Shallow folders first, so that the limit cuts off the deepest. */
  const watchBelow = async (start: string, tells: boolean): Promise<void> => {
    const pending = [start];
    for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
      // Watched before it is read: what comes in between is seen by one of the two.
      if (!add(folder)) continue;
      const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = joined(folder, entry.name);
        // What was written before the watch began would otherwise never be told.
        if (tells) options.onChange(path);
        if (entry.isDirectory() && options.enters(path)) pending.push(path);
      }
    }
  };

  void watchBelow("", false);
  return {
    dispose() {
      ended = true;
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function joined(folder: string, name: string): string {
  const path = name.replaceAll("\\", "/");
  return folder === "" ? path : `${folder}/${path}`;
}
