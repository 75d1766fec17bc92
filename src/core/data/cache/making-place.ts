import { mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { temporaryBeside } from "#core/data/atomic-write";
import { ownFolder } from "#core/data/own-folder";

import { stagingName, sweepStaging } from "./staging.ts";

/** Where files are made before they are renamed to where they belong. */
export interface MakingPlace {
  /** A new name for what will be renamed to a path. */
  readonly nameFor: (path: string) => string;
  /** Ends the use of the place. */
  readonly remove: () => void;
}

/**
 * Opens a place in DVC's folder for temporary files, so that what is left of a process that was killed does not lie among
 * the data, where it would be taken for a part of it. A path on another file system gets a name beside it.
 * @param root of the repository; without one all names are beside
 */
export async function openMakingPlace(root: string | undefined): Promise<MakingPlace> {
  if (root === undefined) return { nameFor: temporaryBeside, remove: () => undefined };
  const all = ownFolder(root);
  const folder = join(all, stagingName());
  mkdirSync(folder, { recursive: true });
  await sweepStaging(all);
  const { dev } = statSync(folder);
  const isNear = new Map<string, boolean>();
  let count = 0;
  return {
    nameFor(path) {
      const around = dirname(path);
      const near = isNear.get(around) ?? statSync(around).dev === dev;
      isNear.set(around, near);
      count += 1;
      return near ? join(folder, String(count)) : temporaryBeside(path);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
