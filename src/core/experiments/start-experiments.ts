import { join } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import { readTextSync } from "#core/data/read-text";
import type { Git } from "#core/git/git";
import { readIdentity } from "#core/git/repository";
import { readHead } from "#core/git/revisions";
import type { ExperimentRequest } from "#core/project";
import { isFinished } from "#core/runners/run";
import type { Run, RunPlan } from "#core/runners/run";
import { newRunId } from "#core/runners/run-directory";

import { applyOverrides } from "./apply-overrides.ts";
import { generateName } from "./experiment-name.ts";
import { whyNotExperimentName } from "./experiment-ref.ts";
import { badNameFailure, nameTakenFailure, sweepInPlaceFailure } from "./failures.ts";
import { listExperiments } from "./find-experiments.ts";
import { keepEditedData } from "./keep-edited-data.ts";
import { expandSweep, parseOverride } from "./overrides.ts";
import { takeSnapshot } from "./snapshot.ts";

/** How many of a sweep run at once unless the request says it. */
const defaultJobs = 2;

/** What an experiment is planned in. */
export interface Situation {
  /** All runs of the repository: the names of those under way are taken. */
  readonly runs: readonly Run[];
  /** That of the repository, which runs elsewhere share. */
  readonly cache: Cache;
  readonly signal?: AbortSignal;
}

/**
 * Turns a request into the plans of its runs, one for each combination of its overrides, in their order. Everything
 * that can be known before is checked here: throws a Failure, and nothing has happened. For a run elsewhere the
 * workspace is taken down as it is now, with data that `.dvc` files track.
 */
export async function planExperiments(
  git: Git,
  request: ExperimentRequest,
  { runs, cache, signal }: Situation,
): Promise<readonly RunPlan[]> {
  const combinations = expandSweep(request.overrides);
  const isSweep = combinations.length > 1;
  if (isSweep && request.place === "workspace") throw sweepInPlaceFailure();
  for (const combination of combinations) checkOverrides(git.root, combination);
  await readIdentity(git);
  const { commit: baseline } = await readHead(git);
  const names = await chooseNames(git, { request, baseline, count: combinations.length, runs });
  const { targets } = request.repro;
  const snapshot =
    request.place === "worktree"
      ? await takeSnapshot(git, await keepEditedData(git, { targets, cache, signal }))
      : undefined;
  const jobs = request.jobs ?? (isSweep ? defaultJobs : undefined);
  const now = new Date();
  const ids = combinations.map(() => newRunId(now));
  return combinations.map((overrides, index) => ({
    version: 1,
    id: ids[index] ?? newRunId(now),
    // The order in which the runs of a sweep take their turns is that of these times.
    created: new Date(now.getTime() + index).toISOString(),
    runner: "local",
    repository: git.root,
    repro: request.repro,
    experiment: {
      name: names[index] ?? "",
      baseline,
      overrides,
      place: request.place,
      ...(request.message !== undefined && { message: request.message }),
      ...(request.replace !== undefined && { replace: request.replace }),
      ...(snapshot && { snapshot }),
      ...(jobs !== undefined && { jobs: Math.max(1, Math.floor(jobs)) }),
    },
    ...(isSweep && ids[0] !== undefined && { sweep: ids[0] }),
  }));
}

/** Throws a Failure when a combination of overrides does not fit the parameter files as they are. */
function checkOverrides(root: string, texts: readonly string[]): void {
  applyOverrides(
    texts.map((text) => parseOverride(text)),
    (path) => readTextSync(join(root, path)),
  );
}

interface Naming {
  readonly request: ExperimentRequest;
  readonly baseline: string;
  readonly count: number;
  readonly runs: readonly Run[];
}

/** The members of a named sweep are numbered as DVC does it: `name-1`, `name-2` and so on. */
async function chooseNames(git: Git, { request, baseline, count, runs }: Naming): Promise<readonly string[]> {
  const finished = (await listExperiments(git, baseline)).map((each) => each.name);
  const under = runs.filter((run) => !isFinished(run.state) && run.plan.experiment?.baseline === baseline);
  const underWay = under.map((run) => run.plan.experiment?.name ?? "");
  const taken = new Set([...underWay, ...finished]);
  const { name } = request;
  if (name === undefined) return generatedNames(count, taken);
  const why = whyNotExperimentName(name);
  if (why !== undefined) throw badNameFailure(why);
  const names = count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  const refused = request.replace === true ? new Set(underWay) : taken;
  const conflict = names.find((each) => refused.has(each));
  if (conflict !== undefined) throw nameTakenFailure(conflict);
  return names;
}

function generatedNames(count: number, taken: Set<string>): readonly string[] {
  return Array.from({ length: count }, () => {
    const name = generateName((candidate) => taken.has(candidate), Math.random);
    taken.add(name);
    return name;
  });
}
