import { findCommit } from "#core/git/revisions";
import type { Git } from "#core/git/git";
import { listRefs } from "#core/git/refs";
import { diffShown } from "#core/metrics/diff-shown";
import type { ShownDifferences } from "#core/metrics/diff-shown";
import { showMetrics } from "#core/metrics/show-metrics";
import { showParams } from "#core/metrics/show-params";
import type { ParamsRequest } from "#core/metrics/show-params";
import type { ShownFiles } from "#core/metrics/shown-file";
import type { Problem } from "#core/pipeline/problem";

import type { Places } from "./places.ts";
import type { OpenedPlace } from "./read-facts.ts";

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
  const show = async (revision: string): Promise<ShownRevision> => {
    const place = await places.open(revision);
    if (request.kind === "metrics") return showMetricsIn(place, request.targets);
    return showUnlessBroken(place, request.targets, () => showParams(place.pipeline, place.source, request));
  };
  const [old, now] = [await show(from), await show(to)];
  return {
    differences: diffShown(filesOf(old), filesOf(now), all),
    unreadable: [...unreadableOf(from, old), ...unreadableOf(to, now)],
  };
}

function showMetricsIn(place: OpenedPlace, targets?: readonly string[]): Promise<ShownRevision> {
  return showUnlessBroken(place, targets, () => showMetrics(place.pipeline, place.source, targets));
}

/** Which files count is not certain when something is wrong in those that say so; files that are named are shown all the same. */
async function showUnlessBroken(
  { problems }: OpenedPlace,
  targets: readonly string[] = [],
  show: () => Promise<ShownFiles>,
): Promise<ShownRevision> {
  const error = problems.find(({ severity }) => severity === "error");
  return error !== undefined && targets.length === 0 ? { error } : show();
}

/** What is shown of a broken revision is nothing. */
function filesOf(shown: ShownRevision): ShownFiles {
  return "error" in shown ? new Map() : shown;
}

function unreadableOf(revision: string, shown: ShownRevision): ShownComparison["unreadable"] {
  if ("error" in shown) return [{ revision, file: shown.error.file, reason: shown.error.message }];
  return [...shown].flatMap(([file, values]) =>
    values.kind === "unreadable" ? [{ revision, file, reason: values.reason }] : [],
  );
}

/** The files of a revision, or the first error of a revision that is broken. */
export type ShownRevision = ShownFiles | { readonly error: Problem };

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
): Promise<ReadonlyMap<string, ShownRevision>> {
  const show = async (revision: string): Promise<ShownRevision> =>
    showMetricsIn(await places.open(revision), request.targets);
  const workspace = await show("workspace");
  if (!request.branches && !request.tags && !request.commits) return new Map([["", workspace]]);
  const revisions = await revisionsOf(git, request);
  const shown = new Map<string, ShownRevision>();
  for (const [name, commit] of revisions) shown.set(name, await show(commit));
  const branch = shown.get((await git.run(["branch", "--show-current"])).trim());
  const isSame =
    branch !== undefined &&
    !("error" in branch || "error" in workspace) &&
    diffShown(branch, workspace).size === 0;
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
