import { join } from "node:path";

import { openFileLock } from "./file-lock.ts";
import {
  evictDead,
  readTable,
  release,
  reserve,
  writeTable,
  type Holder,
  type LockedPaths,
  type PathTable,
} from "./path-lock-table.ts";

/** `.dvc/tmp/rwlock`, DVC's record of which files the running stages use. */
export interface PathLock {
  /**
   * Does something while the paths are reserved. Throws a Failure at once, as DVC does, when another living process
   * reserved one of them, a folder above or a file below; entries of dead processes are removed. Work of this process
   * never refuses other work of this process, also as in DVC.
   */
  hold<T>(paths: LockedPaths, work: () => Promise<T>): Promise<T>;
  /** Ends the helper process, which starts with the first `hold`. */
  close(): void;
}

/** How many pieces of work in this process use a path. */
type Uses = Map<string, number>;

/** Opens the record of a repository, which need not exist yet. */
export function openPathLock(root: string): PathLock {
  const file = join(root, ".dvc", "tmp", "rwlock");
  const lock = openFileLock(`${file}.lock`);
  const self: Holder = { pid: process.pid, cmd: process.argv.join(" ") };
  const reads: Uses = new Map();
  const writes: Uses = new Map();
  /** Changes the record while nobody else does. */
  const edit = <T>(change: (table: PathTable) => T | Promise<T>): Promise<T> =>
    lock.hold({ seconds: 30 }, async () => {
      const table = readTable(file);
      const result = await change(table);
      writeTable(file, table);
      return result;
    });
  return {
    async hold(paths, work) {
      const used = await edit(async (table): Promise<LockedPaths> => {
        await evictDead(table, self);
        const added = reserve(table, self, paths);
        return {
          read: use(reads, paths.read, added.read),
          write: use(writes, paths.write, added.write),
        };
      });
      try {
        return await work();
      } finally {
        await edit((table) =>
          release(table, self, { read: unuse(reads, used.read), write: unuse(writes, used.write) }),
        );
      }
    },
    close: () => lock.close(),
  };
}

/** Counts those of the paths that are ours, and gives them: what another lock of this process reserved is not. */
function use(uses: Uses, paths: readonly string[], added: readonly string[]): readonly string[] {
  const ours = [...new Set(paths)].filter((path) => uses.has(path) || added.includes(path));
  for (const path of ours) uses.set(path, (uses.get(path) ?? 0) + 1);
  return ours;
}

/** Those of the paths that no work uses any more. */
function unuse(uses: Uses, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    const left = (uses.get(path) ?? 1) - 1;
    if (left > 0) uses.set(path, left);
    else uses.delete(path);
    return left === 0;
  });
}
