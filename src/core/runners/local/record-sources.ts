import { writeSync } from "node:fs";

import { writeFileAtomic } from "#core/data/atomic-write";
import type { TrackedData } from "#core/data/dvc-file";
import type { PathHash } from "#core/data/hash";
import { recordHash } from "#core/data/record-hash";

import { overlaps } from "./overlaps.ts";
import { readSourceFile } from "./read-source-file.ts";
import type { Work } from "./select-work.ts";
import { absolute, hashInWorkspace, locked, type Workshop } from "./workshop.ts";

/** Data that differs from what its `.dvc` file records. */
interface Edited {
  readonly file: string;
  /** Which of the file's outputs. */
  readonly index: number;
  readonly data: TrackedData;
  readonly hash: PathHash;
}

/**
 * Records edits of the data that the stages read and that `.dvc` files track, as `dvc repro` does before it runs what
 * depends on them: a result must not rest on data that nobody can bring back. Imported data is left alone, since it
 * is said to be what its origin has. Throws a Failure for a `.dvc` file that cannot be read.
 */
export async function recordSources(shop: Workshop, work: Work): Promise<void> {
  if (shop.repro.singleItem || shop.repro.downstream) return;
  const stages = work.selected.filter((stage) => !stage.frozen);
  const read = stages.flatMap((stage) => stage.deps.map(({ path }) => path));
  for (const file of work.dataFiles) {
    for (const edited of await findEdited(shop, file, read)) await locked(shop, () => record(shop, edited));
  }
}

async function findEdited(shop: Workshop, file: string, read: readonly string[]): Promise<readonly Edited[]> {
  const source = await readSourceFile(shop.root, file);
  const edited: Edited[] = [];
  for (const [index, data] of (source?.outs ?? []).entries()) {
    // Without a hash name it is an entry of DVC 2, whose hashes are of another kind.
    if (data.hash !== "md5" || !read.some((path) => overlaps(path, data.path))) continue;
    const hash = await hashInWorkspace(shop, data.path);
    if (hash !== undefined && hash.md5 !== data.md5) edited.push({ file, index, data, hash });
  }
  return edited;
}

async function record(shop: Workshop, { file, index, data, hash }: Edited): Promise<void> {
  const path = absolute(shop, data.path);
  const { cache, ignore, stats, signal } = shop;
  if (data.cache && !shop.repro.noCommit) {
    await cache.insert(path, hash, { stats, signal });
    await cache.checkout(
      { path, md5: hash.md5, isexec: hash.isexec },
      { ignore, stats, signal, relink: true },
    );
  }
  // Without the lock, the file may have been changed since it was found to be out of date.
  const source = await readSourceFile(shop.root, file);
  const recorded = source?.outs[index];
  if (source === undefined || recorded === undefined) return;
  await writeFileAtomic(absolute(shop, file), recordHash(source.text, index, recorded, hash));
  writeSync(shop.log.descriptor, `"${data.path}" has changed; ${file} records it.\n`);
}
