import { posix } from "node:path";

import type { Git } from "#core/git/git";
import { listRefs } from "#core/git/refs";
import { fnmatchPattern } from "#core/pipeline/params/fnmatch";
import type { DataTools } from "#core/tracking/data-tools";
import { targetUnknown } from "#core/tracking/failures";
import { pathFromRoot } from "#core/tracking/path-from-root";
import { readSoundWorkspace } from "#core/tracking/read-sound";
import { selectData, selectIfThere } from "#core/tracking/select-data";
import type { SelectedData } from "#core/tracking/select-data";
import type { Tracked } from "#core/tracking/tracked";
import { openTrackedHistory } from "#core/tracking/tracked-history";

import type { TransferRequest } from "./request.ts";

/**
 * What a request selects of the workspace and of the revisions that it asks for. Of a revision only what can be read
 * counts, and a target need not be in all of them. Throws a Failure for a workspace that is broken, since it would be
 * taken for less than it is, and for a target that is nowhere.
 */
export async function selectFromRevisions(
  tools: DataTools,
  request: TransferRequest,
): Promise<readonly SelectedData[]> {
  const { root, git, config, work } = tools;
  const workspace = await readSoundWorkspace(tools, config);
  const read = openTrackedHistory(tools, config);
  const distinct = new Set<Tracked>();
  for (const commit of await commitsOf(git, request)) {
    work.signal.throwIfAborted();
    distinct.add(await read(commit));
  }
  const revisions = [...distinct];
  const all = [workspace, ...revisions];
  const targets = request.glob === true ? expandTargets(root, all, request) : request.targets;
  if (targets.length === 0) return all.flatMap((each) => selectData(root, each, request));
  return targets.flatMap((target) => {
    const one = { ...request, targets: [target] };
    const found = revisions.flatMap((revision) => selectIfThere(root, revision, one) ?? []);
    const here = found.length > 0 ? selectIfThere(root, workspace, one) : selectData(root, workspace, one);
    return [...(here ?? []), ...found];
  });
}

/** The tracked paths and files that patterns match, as seen from where the patterns were typed. */
export function expandTargets(
  root: string,
  all: readonly Tracked[],
  { targets, cwd }: Pick<TransferRequest, "targets" | "cwd">,
): string[] {
  const here = pathFromRoot(root, cwd, ".");
  const names = new Set(
    all.flatMap(({ outputs, files }) => [
      ...outputs.map(({ path }) => path),
      ...files.data,
      ...files.pipelines,
    ]),
  );
  const matching = targets.flatMap((target) => {
    const pattern = fnmatchPattern(pathFromRoot(root, cwd, target));
    const found = [...names].filter((name) => pattern.test(name));
    if (found.length === 0) throw targetUnknown(target, names);
    return found.map((name) => posix.relative(here, name));
  });
  return [...new Set(matching)];
}

/** The commits of the branches, of the tags, or all but those of experiments and of the stash; each once. */
async function commitsOf(git: Git, request: TransferRequest): Promise<string[]> {
  if (request.allCommits === true) {
    const args = ["rev-list", "--exclude=refs/exps/*", "--exclude=refs/stash", "--all", "--"];
    return (await git.run(args)).split("\n").filter((id) => id !== "");
  }
  const prefixes = [
    ...(request.allBranches === true ? ["refs/heads/"] : []),
    ...(request.allTags === true ? ["refs/tags/"] : []),
  ];
  const refs = prefixes.length === 0 ? [] : await listRefs(git, ...prefixes);
  return [...new Set(refs.map(({ commit }) => commit))];
}
