import { basename, join } from "node:path";

import { writeLocked } from "#core/data/write-locked";
import { ignoreOutputs } from "#core/data/ignore-outputs";
import type { ContentFacts } from "#core/data/record-hash";
import { lookingWith } from "#core/tracking/data-tools";
import type { DataTools } from "#core/tracking/data-tools";
import { stageFiles } from "#core/tracking/stage-files";
import type { GitChanges } from "#core/tracking/stage-files";

import type { Destination } from "./destination.ts";
import { newImportFile } from "./import-file.ts";
import type { Origin } from "./import-file.ts";

/** What an import did. */
export interface Imported extends GitChanges {
  /** Repository-relative path of the data. */
  readonly path: string;
  /** Of its `.dvc` file. */
  readonly file: string;
  /** False when only the record was made. */
  readonly isHere: boolean;
}

/** An import whose data is in the cache, or is not wanted yet. */
export interface ReadyImport {
  readonly destination: Destination;
  readonly origin: Origin;
  /** Absent when the data was not brought. */
  readonly facts?: ContentFacts | undefined;
  /** Put the data into the workspace, too. */
  readonly isWanted: boolean;
  readonly force?: boolean | undefined;
}

/**
 * Records imported data and puts it into the workspace. The record comes first: whoever is killed after that finishes with
 * a checkout.
 */
export async function placeImport(tools: DataTools, ready: ReadyImport): Promise<Imported> {
  const { root, git } = tools;
  const { destination, origin, facts, force } = ready;
  const { path, file } = destination;
  return tools.writing([path], async () => {
    const ignored = await ignoreOutputs(git, [path]);
    await writeLocked(join(root, file), newImportFile(basename(path), origin, facts));
    const isHere = facts !== undefined && ready.isWanted;
    if (isHere) await checkOut(tools, path, facts, force === true);
    return { path, file, isHere, ...(await stageFiles(tools, [file, ...ignored])) };
  });
}

/** Makes the data of the workspace what was brought; what is not in the cache is replaced only with `force`. */
export async function checkOut(
  tools: DataTools,
  path: string,
  { md5 }: ContentFacts,
  force: boolean,
): Promise<void> {
  const target = { path: join(tools.root, path), md5, isexec: false };
  await tools.cache.checkout(target, { ...lookingWith(tools), force });
  tools.placed.remember(path, md5);
}
