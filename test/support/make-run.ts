import type { RunPlan } from "#core/runners/run";
import { createRunDirectory, newRunId } from "#core/runners/run-directory";

/** Makes a run of a repository that waits to be started, as the command line does, and gives its directory. */
export function makeRun(
  repository: string,
  more: Partial<Pick<RunPlan, "repro" | "experiment">> = {},
): Promise<string> {
  const now = new Date();
  return createRunDirectory({
    version: 1,
    id: newRunId(now),
    created: now.toISOString(),
    runner: "local",
    repository,
    repro: { targets: [] },
    ...more,
  });
}
