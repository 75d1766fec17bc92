import { readConfig } from "#core/data/config/config";
import { stagePaths } from "#core/git/changes";
import { openGit } from "#core/git/git";

import type { RunContext, RunResult } from "../run-kind.ts";
import type { RunPlan } from "../run.ts";

/** A plain `repro`: runs the stages where the user's files are, and stages what Git is to know where that is asked for. */
export async function reproduceWorkspace(plan: RunPlan, context: RunContext): Promise<RunResult> {
  const root = plan.repository;
  context.emit({ kind: "started", workspace: root });
  const { cacheDir, autostage } = await readConfig(root);
  const { written } = await context.reproduce({ root, cacheDir });
  if (autostage) await stagePaths(openGit(root), written);
  return {};
}
