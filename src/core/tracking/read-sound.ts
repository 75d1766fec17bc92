import { join } from "node:path";

import type { Config } from "#core/data/config/config";
import { readTextSync } from "#core/data/read-text";
import { refuseErrors } from "#core/data/refuse-errors";
import { readBlob } from "#core/git/trees";

import { brokenRevision } from "./failures.ts";
import type { DataPlace } from "./place.ts";
import { readTracked, readTrackedAt } from "./tracked.ts";
import type { Tracked } from "./tracked.ts";

/** What the workspace tracks. Throws a Failure that names file and line when a file that says so makes no sense. */
export async function readSoundWorkspace(place: DataPlace, { loading }: Config): Promise<Tracked> {
  const tracked = await readTracked(place, loading);
  refuseBroken(place.root, tracked.problems);
  return tracked;
}

/** Throws a Failure for the first error among problems of the workspace, with its file and line. */
export function refuseBroken(root: string, problems: Tracked["problems"]): void {
  refuseErrors(problems, (file) => readTextSync(join(root, file)));
}

/**
 * What a commit tracks. Throws a Failure that names commit, file and line when a file that says so makes no sense.
 * @param commit full id
 */
export async function readSoundRevision(
  place: DataPlace,
  commit: string,
  { loading }: Config,
): Promise<Tracked> {
  const tracked = await readTrackedAt(place, commit, loading);
  await requireSound(place, commit, tracked);
  return tracked;
}

/** Throws a Failure that names commit, file and line for what makes no sense in what a commit tracks. */
export async function requireSound({ git }: DataPlace, commit: string, tracked: Tracked): Promise<void> {
  const [first] = errorsAmong(tracked.problems);
  if (first === undefined) return;
  throw brokenRevision(commit, first, (await readBlob(git, commit, first.file))?.toString() ?? "");
}

function errorsAmong(problems: Tracked["problems"]): Tracked["problems"] {
  return problems.filter(({ severity }) => severity === "error");
}
