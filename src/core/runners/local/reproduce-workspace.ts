import { readConfig } from "#core/data/config";

import type { RunContext, RunResult } from "../run-kind.ts";
import type { RunPlan } from "../run.ts";

/** A plain `repro`: runs the stages where the user's files are. */
export async function reproduceWorkspace(plan: RunPlan, context: RunContext): Promise<RunResult> {
  const root = plan.repository;
  context.emit({ kind: "started", workspace: root });
  const { cacheDir } = await readConfig(root);
  await context.reproduce({ root, cacheDir });
  return {};
}
