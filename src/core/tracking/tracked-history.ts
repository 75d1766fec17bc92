import type { Config } from "#core/data/config/config";
import type { Git } from "#core/git/git";
import { listFiles } from "#core/git/trees";
import type { FileSource } from "#core/metrics/file-source";

import { lostFile } from "./failures.ts";
import type { DataPlace } from "./place.ts";
import { dvcFilesOf, revisionSource } from "./revision-source.ts";
import { collectTracked } from "./tracked.ts";
import type { Tracked } from "./tracked.ts";

/** What a commit tracked, and the files that say so with their stamps; those that were looked for in vain have none. */
interface Reading {
  readonly names: string;
  readonly stamps: ReadonlyMap<string, string | undefined>;
  readonly tracked: Tracked;
}

/**
 * Gives what commits track, asked for one after the other. Neighbours in a history mostly track the same, so a commit
 * whose files say what those of the last one said costs a look at them and no parsing.
 * Throws a Failure for a commit of which Git lacks such a file.
 */
export function openTrackedHistory(
  { git }: DataPlace,
  { loading }: Config,
): (commit: string) => Promise<Tracked> {
  let last: Reading | undefined;
  return async (commit) => {
    const source = revisionSource(git, commit);
    const files = await dvcFilesOf(git, commit);
    const names = JSON.stringify(files);
    if (last?.names === names && (await isUnchanged(source, last.stamps))) return last.tracked;
    const stamps = new Map<string, string | undefined>();
    const tracked = await collectTracked(noting(source, stamps), files, loading);
    await requireObjects(git, commit, stamps);
    last = { names, stamps, tracked };
    return tracked;
  };
}

async function isUnchanged(source: FileSource, stamps: Reading["stamps"]): Promise<boolean> {
  const same = [...stamps].map(async ([path, stamp]) => (await source.stamp(path)) === stamp);
  return (await Promise.all(same)).every(Boolean);
}

/** A file that the commit has and whose object is gone would be taken for one that the commit does not have. */
async function requireObjects(git: Git, commit: string, stamps: Reading["stamps"]): Promise<void> {
  const absent = [...stamps].flatMap(([path, stamp]) => (stamp === undefined ? [path] : []));
  if (absent.length === 0) return;
  const paths = new Set((await listFiles(git, commit))?.map(({ path }) => path));
  const lost = absent.find((path) => paths.has(path));
  if (lost !== undefined) throw lostFile(commit, lost);
}

/** Files with a note of those that were read. */
function noting(source: FileSource, stamps: Map<string, string | undefined>): FileSource {
  return {
    ...source,
    async read(path, offset) {
      stamps.set(path, await source.stamp(path));
      return source.read(path, offset);
    },
  };
}
