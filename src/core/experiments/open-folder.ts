import type { Cache } from "#core/data/cache/cache";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles } from "#core/data/find-files";
import type { Git } from "#core/git/git";
import { folderSource } from "#core/metrics/folder-source";

import { openPlace } from "./read-facts.ts";
import type { OpenedPlace } from "./read-facts.ts";

/** Loads the pipeline of a working tree as its files are now. */
export async function openFolder(git: Git, cache: Cache): Promise<OpenedPlace> {
  const files = await findDvcFiles(git, openDvcIgnore(git.root));
  return openPlace(folderSource(git.root), files, cache);
}
