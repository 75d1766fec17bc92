import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { followRun } from "#core/runners/follow";
import { launchRun, type Program } from "#core/runners/local/launch";
import { identifyProcess, isAlive } from "#core/data/locks/process-identity";
import { stopRun } from "#core/runners/local/stop";
import { findRun, listRuns, readRun } from "#core/runners/read-run";
import { removeRuns } from "#core/runners/remove-runs";
import { readCommands, readProcess } from "#core/runners/run-directory";
import type { RunEvent } from "#core/runners/run";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { makeRun } from "../support/make-run.ts";
import { buildRunProgram } from "../support/run-program.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

let program: Program;
let removeProgram: () => Promise<void>;
let repository: TestRepository;

beforeAll(async () => {
  const { folder, remove } = await makeTempFolder();
  program = await buildRunProgram(folder);
  removeProgram = remove;
});
afterAll(() => removeProgram());

beforeEach(async () => {
  repository = await makeDvcRepository({ "raw.txt": "raw\n" });
});
afterEach(async () => {
  for (const run of await listRuns(repository.root)) await stopRun(run.directory, { graceMilliseconds: 100 });
  await repository.remove();
});

const inRoot = (path: string) => join(repository.root, path);
const signal = new AbortController().signal;
const writePipeline = (cmd: string) =>
  repository.write({
    "dvc.yaml": `stages:\n  train:\n    cmd: ${cmd}\n    deps: [raw.txt]\n    outs: [model.txt]\n`,
  });

async function startRun(): Promise<string> {
  const directory = await makeRun(repository.root);
  await launchRun(directory, program);
  return directory;
}

async function follow(directory: string) {
  const events: RunEvent[] = [];
  let log = "";
  const onEvent = (event: RunEvent) => void events.push(event);
  const onLog = (text: string) => void (log += text);
  const run = await followRun(directory, { onEvent, onLog, signal, pollMilliseconds: 100 });
  return { run, events, log };
}

test("a run is started, followed to its end, and told the same again afterwards", async () => {
  await writePipeline("echo hello; cp raw.txt model.txt");
  const directory = await startRun();
  const { run, events, log } = await follow(directory);
  expect(run).toMatchObject({ state: "success", workspace: repository.root, stages: [{ action: "run" }] });
  expect(events.map((event) => event.kind)).toEqual([
    "queued",
    "started",
    "stage-started",
    "stage-finished",
    "finished",
  ]);
  expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
  expect(log).toBe("Running stage 'train':\n> echo hello; cp raw.txt model.txt\nhello\n");
  expect((await follow(directory)).events).toEqual(events);
  expect(await readFile(inRoot("model.txt"), "utf8")).toBe("raw\n");
});

test("going on from an offset replays nothing", async () => {
  await writePipeline("for i in 1 2 3 4 5; do echo line $i; sleep 0.1; done; cp raw.txt model.txt");
  const directory = await startRun();
  const seen: number[] = [];
  let log = "";
  const leave = new AbortController();
  let from = { events: 0, log: 0 };
  const first = followRun(directory, {
    onEvent: (event) => void seen.push(event.seq),
    onLog: (text) => {
      log += text;
      if (text.includes("line 2")) leave.abort();
    },
    onOffsets: (offsets) => void (from = offsets),
    signal: leave.signal,
    pollMilliseconds: 50,
  });
  await expect(first).rejects.toMatchObject({ name: "AbortError" });
  await followRun(directory, {
    from,
    onEvent: (event) => void seen.push(event.seq),
    onLog: (text) => void (log += text),
    signal,
    pollMilliseconds: 50,
  });
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(log.match(/line \d\n/g)).toEqual(["line 1\n", "line 2\n", "line 3\n", "line 4\n", "line 5\n"]);
});

test("a run that fails says why, and keeps its log", async () => {
  await writePipeline("echo out of memory >&2; exit 3");
  const { run, log } = await follow(await startRun());
  expect(run.state).toBe("failed");
  expect(run.error).toMatch(/Stage "train" \(dvc.yaml:3\) failed: .* exited with code 3.*\nout of memory$/s);
  expect(log).toContain("out of memory\n");
});

test("a run outlives the program that started it", async () => {
  await writePipeline("sleep 0.5; cp raw.txt model.txt");
  const directory = await makeRun(repository.root);
  const starter = join(repository.root, "starter.cjs");
  await writeFile(
    starter,
    `const { spawn } = require("child_process");
     const log = require("fs").openSync(${JSON.stringify(join(directory, "output.log"))}, "a");
     spawn(${JSON.stringify(program[0])}, [${JSON.stringify(program[1])}, "runs", "exec", ${JSON.stringify(directory)}],
       { detached: true, stdio: ["ignore", log, log] }).unref();
     setInterval(() => {}, 1000);`,
  );
  const editor = spawn(process.execPath, [starter], { detached: true, stdio: "ignore" });
  await expect.poll(async () => (await readRun(directory)).state).toBe("running");
  process.kill(-(editor.pid ?? 0), "SIGKILL");
  await once(editor, "exit");
  expect((await readRun(directory)).state).toBe("running");
  expect((await follow(directory)).run.state).toBe("success");
});

test("a run that is killed is lost, with the end of its log", async () => {
  await writePipeline("echo epoch 1; echo epoch 2; sleep 60");
  const directory = await startRun();
  const following = follow(directory);
  await expect.poll(() => readFile(join(directory, "output.log"), "utf8")).toContain("\nepoch 2\n");
  const runner = await readProcess(directory);
  process.kill(runner?.pid ?? 0, "SIGKILL");
  const { run, events } = await following;
  expect(run.state).toBe("lost");
  expect(run.error).toMatch(/process of the run is gone.*\nepoch 1\nepoch 2$/s);
  expect(events.at(-1)?.kind).toBe("stage-started");

  const [command] = await readCommands(directory);
  expect(await isAlive(command!)).toBe(true);
  await stopRun(directory);
  await expect.poll(() => isAlive(command!)).toBe(false);
  expect((await readRun(directory)).state).toBe("lost");
});

test("a run is stopped by whoever knows its directory; the command and its children end", async () => {
  await repository.write({ "model.txt": "old\n" });
  await writePipeline("sleep 61 & echo $!; wait");
  const directory = await startRun();
  const log = () => readFile(join(directory, "output.log"), "utf8");
  await expect.poll(log).toMatch(/\n\d+\n/);
  const child = Number(/\n(\d+)\n/.exec(await log())?.[1]);
  await stopRun(directory);
  // A process that was killed is known to the system until its parent, or the first process of all, has buried it.
  await expect.poll(() => identifyProcess(child)).toBeUndefined();
  expect(await readRun(directory)).toMatchObject({ state: "stopped" });
  expect(await readFile(inRoot("model.txt"), "utf8")).toBe("old\n");
});

test("a run that does not answer is ended by force", async () => {
  await writePipeline("sleep 60");
  const directory = await startRun();
  await expect.poll(() => readCommands(directory)).toHaveLength(1);
  const [runner, [command]] = await Promise.all([readProcess(directory), readCommands(directory)]);
  process.kill(runner!.pid, "SIGSTOP");
  await stopRun(directory, { graceMilliseconds: 200 });
  expect(await isAlive(runner!)).toBe(false);
  await expect.poll(() => isAlive(command!)).toBe(false);
  expect(await readRun(directory)).toMatchObject({ state: "stopped" });
});

test("a run that was stopped before it started does nothing", async () => {
  await writePipeline("cp raw.txt model.txt");
  const directory = await makeRun(repository.root);
  await stopRun(directory);
  await launchRun(directory, program);
  const runner = await readProcess(directory);
  await expect.poll(() => isAlive(runner!)).toBe(false);
  expect(await readRun(directory)).toMatchObject({ state: "stopped" });
  await expect(stat(inRoot("model.txt"))).rejects.toThrow("ENOENT");
});

test("a program that cannot be started is told here and in the run", async () => {
  const directory = await makeRun(repository.root);
  await expect(launchRun(directory, ["/nowhere/trainyard"])).rejects.toMatchObject({ kind: "run-launch" });
  expect(await readRun(directory)).toMatchObject({
    state: "failed",
    error: expect.stringContaining("/nowhere"),
  });
});

test("runs are listed newest first, found by id, and removed when they are over", async () => {
  await writePipeline("sleep 60");
  const first = await makeRun(repository.root);
  await stopRun(first);
  await sleep(1100);
  const second = await startRun();
  const ids = (await listRuns(repository.root)).map((run) => run.id);
  expect(ids).toEqual([second, first].map((directory) => directory.split("/").at(-1)));
  await expect(removeRuns(repository.root, ids)).rejects.toMatchObject({ kind: "run-active" });
  await stopRun(second);
  await removeRuns(repository.root, ids);
  expect(await listRuns(repository.root)).toEqual([]);
  await expect(findRun(repository.root, ids[0] ?? "")).rejects.toMatchObject({ kind: "run-unknown" });
  await expect(findRun(repository.root, "../../..")).rejects.toMatchObject({ kind: "run-unknown" });
});

test.each([
  ["succeeds", "echo made > model.txt", "success"],
  ["fails", "exit 3", "failed"],
])("a command that deletes .dvc/tmp and %s ends the run as any other", async (_what, last, state) => {
  await writePipeline("cp raw.txt model.txt");
  await followRun(await startRun(), { signal });
  await writePipeline(`rm -rf .dvc/tmp; echo before; sleep 0.3; ${last}`);
  const directory = await startRun();
  const { run, events, log } = await follow(directory);
  expect(run.state).toBe(state);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ kind: "finished", state });
  expect(log).toContain("\nbefore\n");
  expect(await readFile(join(directory, "output.log"), "utf8")).toBe(log);
  expect((await readRun(directory)).state).toBe(state);
});
