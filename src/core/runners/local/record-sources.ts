import { writeSync } from "node:fs";

import { writeFileAtomic } from "#core/data/atomic-write";
import type { TrackedData } from "#core/data/dvc-file";
import { withFileHash } from "#core/data/dvc-file-hash";
import type { PathHash } from "#core/data/hash/hash";
import { asLegacyRecorded } from "#core/data/legacy-record";
import { isRecorded, recordHash } from "#core/data/record-hash";

import { overlaps } from "./overlaps.ts";
import { readSourceFile } from "./read-source-file.ts";
import type { Work } from "./select-work.ts";
import { absolute, hashInWorkspace, locked, type Tools, type Workshop } from "./workshop.ts";

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
 * depends on them: a result must not rest on data that nobody can bring back. Throws a Failure for a `.dvc` file that cannot be read.
 */
export async function recordSources(shop: Workshop, work: Work): Promise<void> {
  for (const edited of await findEditedSources(shop, work)) await locked(shop, () => record(shop, edited));
}

/** The data whose edits would be recorded: that of targets, and what the selected stages read. */
export async function findEditedSources(tools: Tools, work: Work): Promise<readonly Edited[]> {
  const { singleItem, downstream } = tools.repro;
  const stages = singleItem || downstream ? [] : work.selected.filter((stage) => !stage.frozen);
  const read = stages.flatMap((stage) => stage.deps.map(({ path }) => path));
  const edited: Edited[] = [];
  for (const file of work.dataFiles) {
    const isNamed = work.namedData.includes(file);
    const isMeant = (path: string): boolean => isNamed || read.some((other) => overlaps(other, path));
    edited.push(...(await findEdited(tools, file, isMeant)));
  }
  return edited;
}

async function findEdited(
  tools: Tools,
  file: string,
  isMeant: (path: string) => boolean,
): Promise<readonly Edited[]> {
  const source = await readSourceFile(tools.root, file);
  const edited: Edited[] = [];
  for (const [index, data] of (source?.outs ?? []).entries()) {
    if (!isMeant(data.path)) continue;
    const hash = await hashInWorkspace(tools, data.path);
    if (hash !== undefined && !(await isAsRecorded(tools, data, hash)))
      edited.push({ file, index, data, hash });
  }
  return edited;
}

/** Without a hash name it is an entry of DVC 2, whose hashes are of another kind. */
async function isAsRecorded(tools: Tools, data: TrackedData, { md5 }: PathHash): Promise<boolean> {
  if (data.hash !== undefined || data.md5 === undefined) return isRecorded(data, md5);
  return (await asLegacyRecorded(absolute(tools, data.path), data, tools)) !== undefined;
}

async function record(shop: Workshop, { file, index, data, hash }: Edited): Promise<void> {
  const path = absolute(shop, data.path);
  const { cache, ignore, stats, signal } = shop;
  if (data.cache) await shop.ignoredOutputs.add([data.path]);
  if (data.cache && !shop.repro.noCommit) {
    await cache.insert(path, hash, { stats, signal });
    await cache.checkout(
      { path, md5: hash.md5, isexec: hash.isexec },
      { ignore, stats, signal, relink: true, known: hash },
    );
  }
  // Without the lock, the file may have been changed since it was found to be out of date.
  const source = await readSourceFile(shop.root, file);
  const recorded = source?.outs[index];
  if (source === undefined || recorded === undefined) return;
  await writeFileAtomic(absolute(shop, file), withFileHash(recordHash(source.text, index, recorded, hash)));
  shop.written.add(file);
  writeSync(shop.log.descriptor, `"${data.path}" has changed; ${file} records it.\n`);
}
