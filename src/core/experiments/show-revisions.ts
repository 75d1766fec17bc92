import { findCommit } from "#core/git/revisions";
import type { Git } from "#core/git/git";
import { listRefs } from "#core/git/refs";
import { diffShown } from "#core/metrics/diff-shown";
import type { ShownDifferences } from "#core/metrics/diff-shown";
import { showMetrics } from "#core/metrics/show-metrics";
import { showParams } from "#core/metrics/show-params";
import type { ParamsRequest } from "#core/metrics/show-params";
import type { ShownFiles } from "#core/metrics/shown-file";

import type { Places } from "./places.ts";

/** Two revisions to compare: each an experiment's name, a run's id, any revision, or `workspace`. */
export interface ShownRequest extends ParamsRequest {
  readonly kind: "params" | "metrics";
  readonly from: string;
  readonly to: string;
  /** Also what did not change. */
  readonly all?: boolean;
}

/** What differs, and which files could not be read. */
export interface ShownComparison {
  readonly differences: ShownDifferences;
  readonly unreadable: readonly {
    readonly revision: string;
    readonly file: string;
    readonly reason: string;
  }[];
}

/** Compares parameters or metrics of two revisions; before the first commit there is nothing to compare. */
export async function compareShown(
  git: Git,
  places: Places,
  request: ShownRequest,
): Promise<ShownComparison> {
  const { from, to, all } = request;
  if ((await findCommit(git, "HEAD")) === undefined) return { differences: new Map(), unreadable: [] };
  const show = async (revision: string): Promise<ShownFiles> => {
    const { pipeline, source } = await places.open(revision);
    if (request.kind === "params") return showParams(pipeline, source, request);
    return showMetrics(pipeline, source, request.targets);
  };
  const [old, now] = [await show(from), await show(to)];
  return {
    differences: diffShown(old, now, all),
    unreadable: [...unreadableOf(from, old), ...unreadableOf(to, now)],
  };
}

function unreadableOf(revision: string, files: ShownFiles): ShownComparison["unreadable"] {
  return [...files].flatMap(([file, shown]) =>
    shown.kind === "unreadable" ? [{ revision, file, reason: shown.reason }] : [],
  );
}

/** Of which revisions, besides the workspace, metrics are to be shown. */
export interface MetricsRequest {
  readonly targets?: readonly string[];
  readonly branches?: boolean;
  readonly tags?: boolean;
  readonly commits?: boolean;
}

/**
 * The metrics of the workspace, under the empty name; with the other revisions that are asked for it is called
 * `workspace`, and is left out when it is what the current branch is.
 */
export async function showMetricsOf(
  git: Git,
  places: Places,
  request: MetricsRequest,
): Promise<ReadonlyMap<string, ShownFiles>> {
  const show = async (revision: string): Promise<ShownFiles> => {
    const { pipeline, source } = await places.open(revision);
    return showMetrics(pipeline, source, request.targets);
  };
  const workspace = await show("workspace");
  const revisions = await revisionsOf(git, request);
  if (revisions.size === 0) return new Map([["", workspace]]);
  const shown = new Map<string, ShownFiles>();
  for (const [name, commit] of revisions) shown.set(name, await show(commit));
  const branch = shown.get((await git.run(["branch", "--show-current"])).trim());
  const isSame = branch !== undefined && diffShown(branch, workspace).size === 0;
  return isSame ? shown : new Map([["workspace", workspace], ...shown]);
}

async function revisionsOf(git: Git, request: MetricsRequest): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const prefixes = [...(request.branches ? ["refs/heads/"] : []), ...(request.tags ? ["refs/tags/"] : [])];
  for (const prefix of prefixes) {
    for (const { name, commit } of await listRefs(git, prefix)) found.set(name.slice(prefix.length), commit);
  }
  if (request.commits === true) {
    const commits = (await git.run(["rev-list", "--all", "--exclude=refs/exps/*"])).split("\n");
    for (const commit of commits) if (commit !== "") found.set(commit, commit);
  }
  return found;
}
