import type { Cache } from "#core/data/cache/cache";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles } from "#core/data/find-files";
import type { Git } from "#core/git/git";
import { folderSource } from "#core/metrics/folder-source";
import { withoutIgnored } from "#core/tracking/seen-source";

import { openPlace } from "./read-facts.ts";
import type { OpenedPlace } from "./read-facts.ts";

/** Loads the pipeline of a working tree as its files are now. */
export async function openFolder(git: Git, cache: Cache): Promise<OpenedPlace> {
  const ignore = openDvcIgnore(git.root);
  const files = await findDvcFiles(git, ignore);
  return openPlace(withoutIgnored(folderSource(git.root), ignore), files, cache);
}
