import path from "node:path";
import { openCache } from "#core/data/cache/cache";
import { openProject, executeRunDirectory } from "#core/open-project";
import type { ExperimentRequest, Project } from "#core/project";
import { planExperiments } from "#core/experiments/start-experiments";
import { findRun, listRuns } from "#core/runners/read-run";
import type { Run, RunPlan } from "#core/runners/run";
import { createRunDirectory } from "#core/runners/run-directory";
import { makeDvcRepository } from "./dvc-repository.ts";
import type { TestRepository } from "./git-repository.ts";

/** Fails after it has logged two steps when `lr` is the word `bad`. */
const train = `lr=$(sed -n 's/^lr: *\\([^ ]*\\).*/\\1/p' params.yaml)
mkdir -p live
printf 'step\\tloss\\n0\\t0.9\\n1\\t0.8\\n' > live/loss.tsv
printf '{"step": 1, "loss": 0.8}' > metrics.json
test "$lr" = bad && exit 3
cat raw.txt > model.bin
echo "$lr" >> model.bin
echo "$DVC_EXP_NAME in $DVC_ROOT"
`;

const pipeline = `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh, raw.txt]
    params: [lr]
    outs: [model.bin]
    metrics:
      - metrics.json: {cache: false}
    plots:
      - live/loss.tsv: {cache: false, x: step, y: loss}
`;

export interface ExperimentRepository extends TestRepository {
  readonly project: Project;
  /** The runs that a request asks for. */
  readonly plan: (request: Partial<ExperimentRequest>) => Promise<readonly RunPlan[]>;
  /** Runs plans in this process, one after the other, and gives the runs as they ended. */
  readonly execute: (plans: readonly RunPlan[]) => Promise<readonly Run[]>;
  readonly runAll: (request: Partial<ExperimentRequest>) => Promise<readonly Run[]>;
}

/** A repository with one quick stage in shell, whose data Git ignores. */
export async function makeExperimentRepository(): Promise<ExperimentRepository> {
  const repository = await makeDvcRepository({
    "dvc.yaml": pipeline,
    "params.yaml": "lr: 0.1 # how fast\ndepth: 3\n",
    "train.sh": train,
    ".gitignore": "/raw.txt\n/model.bin\n",
  });
  await repository.write({ "raw.txt": "raw\n" });
  const project = await openProject(repository.root, { cli: "unused" });
  const plan = async (request: Partial<ExperimentRequest>): Promise<readonly RunPlan[]> =>
    planExperiments(
      repository.git,
      { repro: { targets: [] }, overrides: [], place: "worktree", ...request },
      { runs: await listRuns(repository.root), cache: openCache(path.join(repository.root, ".dvc/cache")) },
    );
  const execute = async (plans: readonly RunPlan[]): Promise<readonly Run[]> => {
    for (const each of plans) await executeRunDirectory(await createRunDirectory(each));
    return Promise.all(plans.map((each) => findRun(repository.root, each.id)));
  };
  return {
    ...repository,
    project,
    plan,
    execute,
    runAll: async (request) => execute(await plan(request)),
    async remove() {
      project.dispose();
      await repository.remove();
    },
  };
}
