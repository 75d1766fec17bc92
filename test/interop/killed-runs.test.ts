import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc } from "../support/python-tools.ts";
import { runProcess } from "../support/run-process.ts";
import { startTrainyard, trainyard, trainyardJson } from "../support/trainyard.ts";

interface RunRow {
  readonly id: string;
  readonly name: string | null;
  readonly state: string;
  readonly error: string | null;
}

let repository: TestRepository;
let root: string;
const at = (file: string): string => path.join(root, file);

const runs = async (): Promise<readonly RunRow[]> =>
  (await trainyardJson<{ runs: readonly RunRow[] }>(root, "runs", "list")).runs;

/** Waits until the newest run is in the state, and gives it. */
async function waitForRun(state: string): Promise<RunRow> {
  let newest: RunRow | undefined;
  await expect
    .poll(async () => ([newest] = await runs())[0]?.state, { timeout: 60_000, interval: 200 })
    .toBe(state);
  if (newest === undefined) throw new Error("There is no run.");
  return newest;
}

/**
 * Kills the detached processes of this repository's runs, as the system does when it is out of memory. They are found by
 * their command line, because one that has only just been started has not noted its number yet.
 */
async function killRuns(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    const { stdout } = await runProcess("ps", ["-eo", "pid=,stat=,args="], { cwd: root, env: process.env });
    const rows = stdout.split("\n").filter((row) => row.includes(`runs exec ${root}/`));
    const living = rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, state = ""]) => !state.startsWith("Z"));
    for (const [pid] of living) killHard(Number(pid));
    if (living.length > 0) quiet = 0;
    await sleep(20);
  }
}

/** The process may have ended by itself. */
function killHard(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

beforeEach(async () => {
  repository = await makeDvcRepository({
    "dvc.yaml": `
stages:
  prepare:
    cmd: sleep 0.2; mkdir -p parts && for i in 1 2 3 4 5; do echo $i > parts/$i.txt; done; sleep 0.1
    deps: [raw.txt]
    outs: [parts]
  train:
    cmd:
      - for i in 1 2 3 4; do echo "step $i"; echo $i >> model.txt; sleep \${pause}; done
      - cat parts/*.txt >> model.txt; cp model.txt metrics.yaml; echo "5.0" > metrics.yaml
    deps: [parts]
    params: [pause]
    outs: [model.txt]
    metrics:
      - metrics.yaml: {cache: false}
  pack:
    cmd: cp model.txt packed.txt; sleep 0.1
    deps: [model.txt]
    outs: [packed.txt]
`,
    "params.yaml": "pause: 0.1\n",
    "raw.txt": "raw\n",
  });
  ({ root } = repository);
});
afterEach(() => repository.remove());

describe("an experiment", () => {
  test("whose process was killed is lost, and tells its last lines", async () => {
    await trainyard(root, "exp", "run", "-n", "victim", "-S", "pause=30", "--detach");
    await expect
      .poll(() => trainyard(root, "runs", "logs", "victim"), { timeout: 60_000 })
      .toContain("step 1");
    await killRuns();
    const [lost] = await runs();
    expect(lost).toMatchObject({ name: "victim", state: "lost" });
    expect(lost?.error).toMatch(/gone.*\n[^]*step 1$/);
    expect((await dvc(root, "exp", "list", "--name-only")).trim()).toBe("");
    // The command that it had started is still asleep; removing the run ends that too.
    await trainyard(root, "exp", "remove", "victim");
    expect(await runs()).toEqual([]);
    expect((await repository.run("worktree", "list")).trim().split("\n")).toHaveLength(1);
    await trainyard(root, "exp", "run", "-n", "victim", "-S", "pause=0.01");
    expect((await dvc(root, "exp", "list", "--name-only")).trim()).toBe("victim");
  });

  test("goes on when what started it is killed, and is found again", async () => {
    const starter = startTrainyard(root, "exp", "run", "-n", "orphan", "-S", "pause=0.5");
    await waitForRun("running");
    killHard(starter.pid);
    expect(await waitForRun("running")).toMatchObject({ name: "orphan" });
    await waitForRun("success");
    expect(await trainyard(root, "runs", "logs", "orphan")).toContain("step 4");
    expect((await dvc(root, "exp", "list", "--name-only")).trim()).toBe("orphan");
  });
});

describe("repro", () => {
  test("ends what a killed run has left running, before it begins", async () => {
    await repository.write({ "params.yaml": "pause: 30\n" });
    const starter = startTrainyard(root, "repro");
    await waitForRun("running");
    const [{ id } = { id: "" }] = await runs();
    await expect.poll(() => trainyard(root, "runs", "logs", id), { timeout: 60_000 }).toContain("step 1");
    await killRuns();
    killHard(starter.pid);
    await repository.write({ "params.yaml": "pause: 0.01\n" });
    await trainyard(root, "repro");
    expect(await readFile(at("model.txt"), "utf8")).toBe("1\n2\n3\n4\n1\n2\n3\n4\n5\n");
    const [latest = { id: "" }] = await runs();
    expect(await trainyard(root, "runs", "logs", latest.id)).toContain(`the lost run ${id} had left`);
  });
});
