import { expect, test } from "vitest";

import { parseEvents } from "#core/runners/event-log";
import type { RunPlan } from "#core/runners/run";
import { runState, type RunFacts } from "#core/runners/run-state";

const plan: RunPlan = {
  version: 1,
  id: "20260101-120000-abcdef",
  created: "2026-01-01T12:00:00.000Z",
  runner: "local",
  repository: "/repo",
  repro: { targets: [] },
};

function stateAfter(lines: string, facts: Partial<RunFacts> = {}) {
  const events = parseEvents(lines);
  return runState({
    directory: "/repo/.dvc/tmp/trainyard/runs/20260101-120000-abcdef",
    plan,
    events,
    process: "alive",
    lastLines: [],
    now: new Date("2026-01-01T12:01:00.000Z"),
    ...facts,
  });
}

const queued = '{"seq":1,"time":"2026-01-01T12:00:00.000Z","kind":"queued"}\n';
const started = queued + '{"seq":2,"time":"2026-01-01T12:00:10.000Z","kind":"started","workspace":"/repo"}\n';
const training =
  started +
  '{"seq":3,"time":"2026-01-01T12:00:10.000Z","kind":"stage-started","stage":"prep","index":0,"count":2}\n' +
  '{"seq":4,"time":"2026-01-01T12:00:20.000Z","kind":"stage-finished","stage":"prep","action":"run","exitCode":0,"seconds":10}\n' +
  '{"seq":5,"time":"2026-01-01T12:00:20.000Z","kind":"stage-started","stage":"train","index":1,"count":2}\n';
const failed =
  training +
  '{"seq":6,"time":"2026-01-01T12:00:30.000Z","kind":"finished","state":"failed","error":"Stage train failed."}\n';

test("a run waits until it has started", () => {
  expect(stateAfter(queued)).toMatchObject({ state: "queued", stages: [] });
  expect(stateAfter(queued)).not.toHaveProperty("seconds");
});

test("a run that runs tells its stage, what is done, and counts on", () => {
  expect(stateAfter(training)).toMatchObject({
    state: "running",
    workspace: "/repo",
    started: "2026-01-01T12:00:10.000Z",
    seconds: 50,
    stage: { name: "train", index: 1, count: 2 },
    stages: [{ stage: "prep", action: "run", seconds: 10 }],
  });
});

test("a finished run stays what it said, whether or not its process lingers", () => {
  for (const process of ["alive", "gone"] as const) {
    const run = stateAfter(failed, { process });
    expect(run).toMatchObject({ state: "failed", error: "Stage train failed.", seconds: 20 });
    expect(run).not.toHaveProperty("stage");
  }
});

test("a run whose process is gone without a word is lost, with the end of its log", () => {
  const run = stateAfter(training, { process: "gone", lastLines: ["epoch 3", "epoch 4"] });
  expect(run.state).toBe("lost");
  expect(run.error).toMatch(/process of the run is gone.*\nepoch 3\nepoch 4$/s);
  expect(run.seconds).toBe(10);
});

test("a run that nobody started is lost, but not in its first moments", () => {
  const facts = { process: "none" } as const;
  expect(stateAfter(queued, { ...facts, now: new Date("2026-01-01T12:00:05.000Z") }).state).toBe("queued");
  expect(stateAfter(queued, facts)).toMatchObject({ state: "lost", error: "The run was never started." });
});

test("torn lines and kinds of a later version are no events", () => {
  const lines = `${queued}{"seq":2,"ti\n{"seq":3,"time":"2026-01-01T12:00:00.000Z","kind":"teleported"}\n[1]\n\n`;
  expect(parseEvents(lines).map((event) => event.seq)).toEqual([1]);
});
