import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { mapLimited } from "#core/data/map-limited";
import { Failure } from "#core/failure";

import { readImport } from "./import-file.ts";
import type { RepositoryOrigin } from "./import-file.ts";
import { latestCommit } from "./source-commit.ts";

/** What the repository of an import says. */
export interface ImportNews {
  /** Repository-relative `.dvc` file. */
  readonly file: string;
  readonly origin: RepositoryOrigin;
  /** True when the branch or tag is at another commit than the one that was recorded; absent when nobody knows. */
  readonly hasMoved?: boolean;
  /** Why nobody knows. */
  readonly problem?: string;
}

const askedAtOnce = 8;

/** How long one repository may take to answer; milliseconds. */
const patience = 20_000;

/**
 * Asks the repositories of imported data whether there is something newer, as `dvc status` does. Of each only the commit is
 * asked for, so that it costs a question over the network, and none for a repository on this machine.
 * @param files repository-relative; those that are no `.dvc` files of imports are left out
 */
export async function lookForImportNews(
  root: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly ImportNews[]> {
  const found = await mapLimited(files, askedAtOnce, (file) => newsOf(root, file, signal));
  return found.filter((news) => news !== undefined);
}

async function newsOf(root: string, file: string, signal: AbortSignal): Promise<ImportNews | undefined> {
  const path = join(root, file);
  const text = await readFile(path, "utf8");
  // What was never brought has no commit that could be old; and most `.dvc` files are no imports.
  const origin = text.includes("rev_lock") ? readImport(text)?.origin : undefined;
  if (origin?.kind !== "repository" || origin.revLock === undefined) return undefined;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const latest = await latestCommit({ url: origin.url, rev: origin.rev, base: dirname(path) }, limited);
    // The id of a commit stays what it is, and the other side is not asked for it.
    return { file, origin, hasMoved: latest !== undefined && latest !== origin.revLock };
  } catch (error) {
    if (signal.aborted) throw error;
    if (limited.aborted) return { file, origin, problem: `${origin.url} does not answer.` };
    if (error instanceof Failure) return { file, origin, problem: error.message };
    throw error;
  }
}
