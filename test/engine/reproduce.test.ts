import { createHash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { parseLock } from "#core/pipeline/lock/lock-file";
import { planReproduction } from "#core/runners/local/plan-reproduction";
import { reproduce } from "#core/runners/local/reproduce";
import type { ReproOptions, RunEventBody } from "#core/runners/run";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";

const pipeline = `stages:
  prep:
    cmd: echo prep >> calls; mkdir -p data; cat raw.txt > data/clean.txt
    deps: [raw.txt]
    outs: [data]
  train:
    cmd:
      - echo train >> calls
      - cat data/clean.txt params.yaml > model.txt; echo '{"acc":1}' > metrics.json
    deps: [data]
    params: [lr]
    outs: [model.txt]
    metrics:
      - metrics.json:
          cache: false
`;

let repository: TestRepository;
let events: RunEventBody[];

beforeEach(async () => {
  events = [];
  repository = await makeDvcRepository({
    "dvc.yaml": pipeline,
    "params.yaml": "lr: 0.1\nother: 1\n",
    "raw.txt": "raw\n",
    ".gitignore": "/calls\n/output.log\n",
  });
});
afterEach(() => repository.remove());

const inRoot = (path: string) => join(repository.root, path);
const read = (path: string) => readFile(inRoot(path), "utf8");
const calls = async () => (await read("calls").catch(() => "")).split("\n").filter((line) => line !== "");
const exists = (path: string) => stat(inRoot(path)).then(...([() => true, () => false] as const));

async function repro(options: Partial<ReproOptions> = {}, signal = new AbortController().signal) {
  const path = inRoot("output.log");
  const descriptor = openSync(path, "a");
  try {
    const { stages } = await reproduce({
      root: repository.root,
      cacheDir: inRoot(".dvc/cache"),
      repro: { targets: [], ...options },
      log: { path, descriptor },
      onEvent: (event) => events.push(event),
      commands: { add: () => {}, remove: () => {} },
      signal,
    });
    return stages.map((stage) => `${stage.address} ${stage.action}`);
  } finally {
    closeSync(descriptor);
  }
}

async function plan(options: Partial<ReproOptions> = {}) {
  const stages = await planReproduction({
    root: repository.root,
    cacheDir: inRoot(".dvc/cache"),
    repro: { targets: [], ...options },
    signal: new AbortController().signal,
  });
  return stages.map((stage) => `${stage.address} ${stage.action}`);
}

test("a command with a zero byte is refused in a sentence", async () => {
  await writeFile(inRoot("dvc.yaml"), 'stages: {zero: {cmd: "echo a\\0b"}}\n');
  await expect(repro()).rejects.toThrow('The cmd of stage "zero" holds a zero byte');
});

test("runs what never ran, in order, and records it", async () => {
  expect(await plan()).toEqual(["prep run", "train run"]);
  expect(await repro()).toEqual(["prep run", "train run"]);
  expect(await calls()).toEqual(["prep", "train"]);
  expect(await read("model.txt")).toBe("raw\nlr: 0.1\nother: 1\n");
  const lock = parseLock("dvc.lock", await read("dvc.lock"));
  expect([...lock.stages.keys()]).toEqual(["prep", "train"]);
  expect(lock.stages.get("train")?.outs.map((out) => out.path)).toEqual(["metrics.json", "model.txt"]);
  expect(await read(".gitignore")).toBe("/calls\n/output.log\n/data\n/model.txt\n");
  expect(await read("output.log")).toContain("Running stage 'prep':\n> echo prep");
  expect(events.map((event) => event.kind)).toEqual([
    "stage-started",
    "stage-finished",
    "stage-started",
    "stage-finished",
  ]);
});

test("a second time does nothing", async () => {
  await repro();
  expect(await plan()).toEqual(["prep skip", "train skip"]);
  const lock = await stat(inRoot("dvc.lock"));
  expect(await repro()).toEqual(["prep skip", "train skip"]);
  expect(await calls()).toEqual(["prep", "train"]);
  expect((await stat(inRoot("dvc.lock"))).mtimeMs).toBe(lock.mtimeMs);
});

test("only what depends on a change runs", async () => {
  await repro();
  await repository.write({ "params.yaml": "lr: 0.2\nother: 1\n" });
  expect(await plan()).toEqual(["prep skip", "train run"]);
  expect(await repro()).toEqual(["prep skip", "train run"]);
  await repository.write({ "params.yaml": "lr: 0.2\nother: 2\n" });
  expect(await repro()).toEqual(["prep skip", "train skip"]);
});

test("what was run before with the same inputs is restored", async () => {
  await repro();
  await repository.write({ "params.yaml": "lr: 0.2\nother: 1\n" });
  await repro();
  await repository.write({ "params.yaml": "lr: 0.1\nother: 1\n" });
  expect(await plan()).toEqual(["prep skip", "train cached"]);
  expect(await repro()).toEqual(["prep skip", "train cached"]);
  expect(await calls()).toEqual(["prep", "train", "train"]);
  expect(await read("model.txt")).toBe("raw\nlr: 0.1\nother: 1\n");
  expect(await repro()).toEqual(["prep skip", "train skip"]);
});

test("outputs and a lock file that were deleted are restored", async () => {
  await repro();
  await rm(inRoot("data"), { recursive: true });
  await rm(inRoot("model.txt"));
  expect(await repro()).toEqual(["prep cached", "train cached"]);
  await rm(inRoot("dvc.lock"));
  await rm(inRoot("metrics.json"));
  expect(await plan()).toEqual(["prep cached", "train cached"]);
  expect(await repro()).toEqual(["prep cached", "train cached"]);
  expect(await read("metrics.json")).toBe('{"acc":1}\n');
  expect(await calls()).toEqual(["prep", "train"]);
});

test("force runs everything", async () => {
  await repro();
  expect(await plan({ force: true })).toEqual(["prep run", "train run"]);
  expect(await repro({ force: true })).toEqual(["prep run", "train run"]);
  expect(await calls()).toEqual(["prep", "train", "prep", "train"]);
});

test("targets: single, downstream, unknown", async () => {
  await expect(repro({ targets: ["train"], singleItem: true })).rejects.toThrow(/needs "data"/);
  expect(await repro({ targets: ["prep"] })).toEqual(["prep run"]);
  expect(await repro({ targets: ["prep"], downstream: true })).toEqual(["prep skip", "train run"]);
  await expect(repro({ targets: ["trian"] })).rejects.toThrow(/"trian"/);
});

test("a stage that fails keeps its old output and what is done before it", async () => {
  await repro();
  const before = await read("model.txt");
  await repository.write({
    "raw.txt": "new\n",
    "dvc.yaml": pipeline.replace("echo train >> calls", "echo partial > model.txt; echo oops >&2; exit 7"),
  });
  const failure = await repro().catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: "stage-failed", exitCode: 7 });
  expect(String(failure)).toMatch(/Stage "train" \(dvc.yaml:8\) failed: `echo partial.*` exited with code 7/);
  expect(String(failure)).toMatch(/\noops$/);
  expect(await read("model.txt")).toBe(before);
  expect(await read("metrics.json")).toBe('{"acc":1}\n');
  const lock = parseLock("dvc.lock", await read("dvc.lock"));
  const md5 = createHash("md5").update("new\n").digest("hex");
  expect(lock.stages.get("prep")?.deps[0]?.md5).toBe(md5);
  expect(events.at(-1)).toMatchObject({ kind: "stage-finished", stage: "train", exitCode: 7 });
  await repository.write({ "dvc.yaml": pipeline });
  expect(await repro()).toEqual(["prep skip", "train run"]);
});

test("the lock is written after each stage", async () => {
  await repository.write({
    "dvc.yaml": pipeline.replace("echo train >> calls", "cp dvc.lock seen.lock; echo train >> calls"),
  });
  await repro();
  expect([...parseLock("seen.lock", await read("seen.lock")).stages.keys()]).toEqual(["prep"]);
});

test("keep going runs what does not need the stage that failed", async () => {
  await repository.write({
    "dvc.yaml": `stages:
  bad: { cmd: exit 1, outs: [b.txt] }
  worse: { cmd: cp b.txt w.txt, deps: [b.txt], outs: [w.txt] }
  good: { cmd: echo good > g.txt, outs: [g.txt] }
`,
  });
  await expect(repro({ keepGoing: true })).rejects.toThrow(/"bad".*Not run because of that: worse/s);
  expect(await read("g.txt")).toBe("good\n");
});

test("frozen stages are checked, not run", async () => {
  await repro();
  await repository.write({
    "raw.txt": "new\n",
    "dvc.yaml": pipeline.replace("  prep:\n", "  prep:\n    frozen: true\n"),
  });
  expect(await repro()).toEqual(["prep skip", "train skip"]);
  await repository.write({ "data/clean.txt": "by hand\n" });
  expect(await plan()).toEqual(["prep verify", "train run"]);
  expect(await repro()).toEqual(["prep verify", "train run"]);
  await rm(inRoot("data"), { recursive: true });
  await expect(repro()).rejects.toThrow(/Frozen stage "prep" has no output "data"/);
});

test("persistent outputs are there when the command runs, but not linked to the cache", async () => {
  await repository.write({
    ".dvc/config": "[cache]\n    type = hardlink\n",
    "dvc.yaml": `stages:
  grow:
    cmd: cat raw.txt >> log.txt
    deps: [raw.txt]
    outs: [{ log.txt: { persist: true } }]
`,
  });
  expect(await repro()).toEqual(["grow run"]);
  expect((await stat(inRoot("log.txt"))).mode & 0o222).toBe(0);
  await repository.write({ "raw.txt": "more\n" });
  expect(await repro()).toEqual(["grow run"]);
  expect(await read("log.txt")).toBe("raw\nmore\n");
  const md5 = createHash("md5").update("raw\n").digest("hex");
  expect(await read(`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`)).toBe("raw\n");
});

test("an edit while the command runs counts as made after it", async () => {
  await repository.write({
    "dvc.yaml": `stages:
  slow:
    cmd: cat src/a.py raw.txt > out.txt; mkdir -p src/__pycache__; echo > src/__pycache__/a.pyc; $EDIT
    deps: [raw.txt, src]
    outs: [out.txt]
`,
    "src/a.py": "pass\n",
  });
  process.env["EDIT"] = "eval echo edited > raw.txt";
  await repro();
  process.env["EDIT"] = "true";
  expect(await read("output.log")).toContain('"raw.txt" changed while stage "slow" ran');
  expect(await read("output.log")).not.toContain('"src" changed');
  expect(await repro()).toEqual(["slow run"]);
  expect(await read("out.txt")).toBe("pass\nedited\n");
  expect(await repro()).toEqual(["slow skip"]);
});

test("a parameter that is no number has not been edited", async () => {
  await repository.write({ "params.yaml": "lr: .nan\n" });
  await repro();
  expect(await read("output.log")).not.toContain("changed while stage");
});

test("what is wrong is named", async () => {
  const failing = async (files: Record<string, string>) => {
    await repository.write(files);
    return String(await repro().catch((error: unknown) => error));
  };
  const stage = (rest: string) => ({ "dvc.yaml": `stages:\n  one:\n    cmd: "true"\n${rest}` });
  expect(await failing(stage("    outs: [o]\n"))).toMatch(/"one" ran but did not make its output "o"/);
  expect(await failing(stage("    deps: [nowhere]\n"))).toMatch(/"one" needs "nowhere"/);
  expect(await failing(stage("    params: [nothing]\n"))).toMatch(/"nothing", which is not in "params.yaml"/);
  expect(await failing(stage("    wdir: nowhere\n"))).toMatch(/working folder "nowhere" of stage "one"/);
  expect(await failing(stage("    outs: [raw.txt]\n"))).toMatch(/"raw.txt" .*is tracked by Git/);
  expect(await failing({ "dvc.yaml": "stages:\n  one: {}\n" })).toMatch(/dvc.yaml/);
});

test("a stopped reproduction puts the old outputs back", async () => {
  await repro();
  const before = await read("model.txt");
  await repository.write({
    "dvc.yaml": pipeline.replace("echo train >> calls", "echo > model.txt; sleep 60"),
  });
  const stop = new AbortController();
  const running = repro({}, stop.signal);
  await expect.poll(() => read("model.txt").catch(() => "")).toBe("\n");
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(await read("model.txt")).toBe(before);
});

test("edits of data that a .dvc file tracks are recorded before the stages that read it", async () => {
  await repository.write({
    "dvc.yaml": "stages:\n  copy:\n    cmd: cp d.csv o\n    deps: [d.csv]\n    outs: [o]\n",
    "d.csv": "2\n",
    "d.csv.dvc":
      "# mine\nouts:\n- md5: b026324c6904b2a9cb4b88d6d61c81d1\n  size: 2\n  hash: md5\n  path: d.csv\n",
  });
  const md5 = "26ab0db90d72e28ad0ba1e22ee510510";
  expect(await repro()).toEqual(["copy run"]);
  expect(await read("d.csv.dvc")).toBe(
    `# mine\nouts:\n- md5: ${md5}\n  size: 2\n  hash: md5\n  path: d.csv\n`,
  );
  expect(await read(`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`)).toBe("2\n");
  expect((await read(".gitignore")).split("\n")).toContain("/d.csv");
});

test("edits of a frozen import are recorded with the file's own hash, those of one that follows its origin are not", async () => {
  const imported = (frozen: string) =>
    `md5: 03489f77f55fcf691b4d373cd613becb
${frozen}deps:
- md5: 5bbf5a52328e7439ae6e719dfe712200
  size: 4
  hash: md5
  path: /tmp/imp-src/d.csv
outs:
- md5: 5bbf5a52328e7439ae6e719dfe712200
  size: 4
  hash: md5
  path: d.csv
`;
  await repository.write({
    "dvc.yaml": "stages:\n  copy:\n    cmd: cp d.csv o\n    deps: [d.csv]\n    outs: [o]\n",
    "d.csv": "two\n",
    "d.csv.dvc": imported(""),
  });
  expect(await repro()).toEqual(["copy run"]);
  expect(await read("d.csv.dvc")).toBe(imported(""));
  await repository.write({ "d.csv.dvc": imported("frozen: true\n") });
  expect(await repro()).toEqual(["copy skip"]);
  // Both hashes are those that DVC writes.
  expect(await read("d.csv.dvc")).toBe(
    imported("frozen: true\n")
      .replace("03489f77f55fcf691b4d373cd613becb", "2d9a480cb5b196abdc029718a5788605")
      .replace(
        "outs:\n- md5: 5bbf5a52328e7439ae6e719dfe712200",
        "outs:\n- md5: c193497a1a06b2c72230e6146ff47080",
      ),
  );
});

test("no commit: recorded, but not in the cache", async () => {
  expect(await repro({ noCommit: true })).toEqual(["prep run", "train run"]);
  expect(await exists(".dvc/cache/files")).toBe(false);
  expect(await exists("dvc.lock")).toBe(true);
});

test("missing data is no reason to run when that is allowed", async () => {
  await repro();
  await rm(inRoot("data"), { recursive: true });
  await rm(inRoot(".dvc/cache"), { recursive: true });
  expect(await plan({ allowMissing: true })).toEqual(["prep skip", "train skip"]);
  expect(await repro({ allowMissing: true })).toEqual(["prep skip", "train skip"]);
});

test("an output behind a link within the repository is ignored where it really is", async () => {
  await mkdir(inRoot("real"));
  await symlink("real", inRoot("link"));
  await repository.write({ "dvc.yaml": "stages:\n  a:\n    cmd: echo 1 > link/x\n    outs: [link/x]\n" });
  expect(await repro()).toEqual(["a run"]);
  expect(await read("real/.gitignore")).toBe("/x\n");
});
