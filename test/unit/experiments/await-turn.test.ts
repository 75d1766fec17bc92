import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { awaitTurn } from "#core/experiments/await-turn";
import { openEventLog } from "#core/runners/event-log";
import type { RunPlan } from "#core/runners/run";
import { createRunDirectory } from "#core/runners/run-directory";

import { makeTempFolder } from "../../support/temp-folder.ts";

let temp: Awaited<ReturnType<typeof makeTempFolder>>;

beforeAll(async () => {
  temp = await makeTempFolder();
});

afterAll(() => temp.remove());

function planOf(order: number, jobs: number | undefined): RunPlan {
  return {
    version: 1,
    id: `run-${order}`,
    created: new Date(Date.now() + order).toISOString(),
    runner: "local",
    repository: temp.folder,
    repro: { targets: [] },
    experiment: {
      name: `e-${order}`,
      baseline: "0".repeat(40),
      overrides: [],
      place: "worktree",
      ...(jobs !== undefined && { jobs }),
    },
  };
}

function finish(directory: string): void {
  const events = openEventLog(directory);
  events.append({ kind: "finished", state: "success" });
  events.close();
}

test("runs take their turns in the order in which they were asked for", async () => {
  const plans = [1, 2, 3, 4].map((order) => planOf(order, 2));
  const directories: string[] = [];
  for (const plan of plans) directories.push(await createRunDirectory(plan));
  const started: string[] = [];
  const waiting = plans.map((plan) =>
    awaitTurn(plan, new AbortController().signal).then(() => started.push(plan.id)),
  );
  await Promise.all(waiting.slice(0, 2));
  await setTimeout(700);
  expect(started.toSorted()).toEqual(["run-1", "run-2"]);
  finish(directories[1] ?? "");
  await waiting[2];
  expect(started).toHaveLength(3);
  finish(directories[0] ?? "");
  await waiting[3];
  expect(started.at(-1)).toBe("run-4");
  for (const directory of directories.slice(2)) finish(directory);
});

test("a run without a limit does not wait, and one that is stopped waits no longer", async () => {
  await createRunDirectory(planOf(11, 1));
  await awaitTurn(planOf(12, undefined), new AbortController().signal);
  const stop = new AbortController();
  const waiting = awaitTurn(planOf(13, 1), stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow(/abort/iu);
});
