import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";

import { build } from "../../scripts/build.mjs";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { type ProcessResult, runProcess } from "../support/run-process.ts";

const project = path.join(import.meta.dirname, "../..");
// Inside of the repository, so that Node finds the package.json which says that the bundle is a module.
const outdir = `out/cli-${process.pid}`;
const cli = path.join(project, outdir, "dist/cli.js");

const pipeline = `stages:
  train:
    cmd: test \${lr} != bad; sleep \${seconds}; echo \${lr} > model.txt
    params: [lr, seconds]
    outs: [model.txt]
  check:
    cmd: test \${lr} != bad && echo 1 > score.txt
    deps: [model.txt]
    outs: [score.txt]
`;

let repository: TestRepository;

beforeAll(async () => {
  await build({ outdir, development: true });
  repository = await makeDvcRepository({ "dvc.yaml": pipeline, "params.yaml": "lr: 1\nseconds: 0\n" });
  await run("repro");
  await repository.commit("Reproduced");
  await run("exp", "run", "-S", "lr=2", "-n", "bright-oak");
}, 60_000);

afterAll(async () => {
  await repository.remove();
  await rm(path.join(project, outdir), { recursive: true, force: true });
});

const run = (...words: readonly string[]): Promise<ProcessResult> =>
  runProcess(process.execPath, [cli, ...words], { cwd: repository.root, env: process.env });

const runs = async () => readdir(path.join(repository.root, ".dvc/tmp/trainyard/runs"));

const wrong: readonly (readonly [line: string, says: string])[] = [
  ["reprio", "Did you mean `trainyard repro`?"],
  ["exp", "There are: exp run, exp list"],
  ["status --bogus", "Unknown option '--bogus'. See `trainyard status --help`."],
  ["lint --max-warnings -1", "argument is ambiguous. See `trainyard lint --help`."],
  ["exp list extra", "'extra' is one argument too many."],
  ["repro trian", 'did you mean "train"?'],
  ["status trian", 'did you mean "train"?'],
  ["resolve trian", "did you mean 'train'?"],
  ["exp apply bright-oka", 'did you mean "bright-oak"?'],
  ["exp remove bright-oka", 'did you mean "bright-oak"?'],
  ["runs logs bright-oka", "did you mean 'bright-oak'?"],
  ["registry show nope", "There is no model 'nope'"],
  ["lint nope.yaml", "There is no file or folder 'nope.yaml'."],
  ["exp show --sort-order up", "takes asc or desc, not 'up'"],
];

test.concurrent.each(wrong)("trainyard %s is wrong usage, and nothing is started", async (line, says) => {
  const before = await runs();
  const { code, stdout, stderr } = await run(...line.split(" "), "--json");
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { file: null, range: null } });
  expect(stderr).toContain(says);
  expect(await runs()).toEqual(before);
});

test("what fails is one JSON document with the place", async () => {
  await repository.write({ "dvc.yaml": "stages:\n  a:\n    cmd: x\n    deps: [\n" });
  const { code, stdout } = await run("repro", "--json");
  const status = await run("status");
  await repository.write({ "dvc.yaml": pipeline });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { file: "dvc.yaml", range: { start: { line: 3, character: 10 } } },
  });
  expect(status).toMatchObject({ code: 1, stderr: "dvc.yaml:4:11: This '[' is never closed: add ']'.\n" });
});

test("a sweep that fails is one JSON document, too, and says what failed", async () => {
  const { code, stdout } = await run("exp", "run", "-S", "lr=bad,3", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    experiments: [{ state: "failed" }, { state: "success" }],
    error: { kind: "experiment-failed", message: "1 of 2 experiments failed." },
  });
});

test("a failure that the log has told is not told again", async () => {
  const { code, stderr } = await run("exp", "run", "-S", "lr=bad");
  expect(code).toBe(1);
  expect(stderr.match(/exited with code 1/gu)).toHaveLength(1);
  expect(stderr).toMatch(/trainyard: The run failed; `trainyard runs logs \S+` shows its log again\.\n$/u);
});

test("applying says where it keeps what it replaces, and what it could not bring", async () => {
  await repository.write({ "params.yaml": "lr: 7 # mine\nseconds: 0\n" });
  const { stdout } = await run("exp", "apply", "bright-oak", "--json");
  const applied: unknown = JSON.parse(stdout);
  expect(applied).toMatchObject({
    applied: "bright-oak",
    missing: [],
    kept: expect.stringContaining("refs/"),
  });
  await repository.write({ "params.yaml": "lr: 8 # mine\nseconds: 0\n" });
  const ref = /refs\/trainyard\/kept\/\S+(?= --)/u.exec(
    (await run("exp", "apply", "bright-oak")).stdout,
  )?.[0];
  expect(await repository.run("show", `${ref}:params.yaml`)).toContain("lr: 8 # mine");

  await rm(path.join(repository.root, ".dvc/cache/files"), { recursive: true });
  await rm(path.join(repository.root, "score.txt"));
  expect((await run("exp", "apply", "bright-oak")).stdout).toContain(
    "Not in the cache, so not brought: score.txt.",
  );
});

const signals: readonly (readonly [NodeJS.Signals, number])[] = [
  ["SIGINT", 0],
  ["SIGINT", 700],
  ["SIGTERM", 700],
];

test.each(signals)("%s %i ms after the start stops the run", async (signal, delay) => {
  const child = spawn(process.execPath, [cli, "exp", "run", "-S", "seconds=60", "--json"], {
    cwd: repository.root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  await startedRun(child);
  await sleep(delay);
  child.kill(signal);
  const [code]: unknown[] = await once(child, "close");
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    experiments: [{ state: "stopped" }],
    error: { kind: "interrupted" },
  });
  expect(await readdir(path.join(repository.root, ".dvc/tmp/trainyard/worktrees"))).toEqual([]);
});

/** Waits for the run directory, which is made before the command line starts to follow the run. */
async function startedRun(child: ChildProcess): Promise<void> {
  const before = (await runs()).length;
  while (child.exitCode === null && (await runs()).length === before) await sleep(2);
}

test("a file that is not UTF-8 is refused before it could be damaged", async () => {
  const latin1 = Buffer.from("lr: 1 # \xe9t\xe9\nseconds: 0\n", "latin1");
  const file = path.join(repository.root, "params.yaml");
  await writeFile(file, latin1);
  const { code, stderr } = await run("exp", "run", "--in-place", "-S", "lr=3");
  expect(code).toBe(1);
  expect(stderr).toContain('params.yaml" is not text in UTF-8');
  expect(await readFile(file)).toEqual(latin1);
  await repository.write({ "params.yaml": "lr: 1\nseconds: 0\n" });
});

test("what the system refuses is told in one sentence", async () => {
  await rm(path.join(repository.root, "params.yaml"));
  await mkdir(path.join(repository.root, "params.yaml"));
  const { code, stderr } = await run("status");
  await rm(path.join(repository.root, "params.yaml"), { recursive: true });
  await repository.write({ "params.yaml": "lr: 1\nseconds: 0\n" });
  expect(code).toBe(3);
  expect(stderr).toMatch(/params\.yaml" cannot be used: it is a folder, where a file is needed/u);
});

test("the command for Git works where it is typed", async () => {
  await repository.write({ "my data/-x": "1", "my data/y": "2" });
  const folder = path.join(repository.root, "my data");
  const from = (cwd: string, ...words: readonly string[]) =>
    runProcess(process.execPath, [cli, ...words], { cwd, env: process.env });
  const added = await from(folder, "add", "--", "-x", "y");
  // What was never committed is no news to Git when it goes.
  const removed = await from(folder, "remove", "y.dvc");
  const elsewhere = await from(project, "-C", folder, "add", "y");
  const commands = [added, removed, elsewhere].map(
    ({ stderr }) => /^ +(git .*)$/mu.exec(stderr)?.[1] ?? "none",
  );
  const staged = await runProcess("sh", ["-ec", commands[1] ?? ""], { cwd: folder, env: process.env });
  expect(staged).toMatchObject({ code: 0, stderr: "" });
  await runProcess("sh", ["-ec", commands[0] ?? ""], { cwd: folder, env: process.env });
  await runProcess("sh", ["-ec", commands[2] ?? ""], { cwd: project, env: process.env });
  const inIndex = (await repository.run("diff", "--cached", "--name-only")).trim().split("\n");
  await repository.run("reset", "--quiet");
  await rm(folder, { recursive: true });
  expect(inIndex).toEqual(["my data/-x.dvc", "my data/.gitignore", "my data/y.dvc"]);
});

test("status tells values apart that look the same when they are short", async () => {
  await run("repro", "train");
  await repository.write({ "params.yaml": "lr: '1'\nseconds: 0\n" });
  const { stdout } = await run("status", "train");
  await repository.write({ "params.yaml": "lr: 1\nseconds: 0\n" });
  expect(stdout).toContain('parameter params.yaml:lr modified: 1 -> "1"');
});

test("status tells of a lock that it cannot read", async () => {
  const lock = await readFile(path.join(repository.root, "dvc.lock"), "utf8");
  await repository.write({ "dvc.lock": `<<<<<<< HEAD\n${lock}=======\n>>>>>>> other\n` });
  const status = await run("status", "--json");
  await repository.write({ "dvc.lock": lock });
  expect(status.code).toBe(1);
  expect(status.stderr).toContain("dvc.lock:1:1: This merge conflict is not resolved");
});

test("an experiment that runs is not removed", async () => {
  await run("exp", "run", "--detach", "-S", "seconds=60", "-n", "long-one");
  const removal = await run("exp", "remove", "long-one");
  await run("runs", "stop", "long-one");
  expect(removal.code).toBe(2);
  expect(removal.stderr).toContain("stop it first with `trainyard runs stop long-one`");
  expect((await run("exp", "remove", "long-one")).code).toBe(0);
});

test("a quiet status only answers by its exit code, for scripts", async () => {
  const file = path.join(repository.root, "quiet.txt");
  await repository.write({ "quiet.txt": "1\n" });
  await run("add", "quiet.txt");
  const isClean = (await run("status", "quiet.txt", "-q")).code === 0;
  await rm(file);
  const changed = await run("status", "quiet.txt", "-q");
  await run("remove", "quiet.txt.dvc", "-q");
  expect(isClean).toBe(true);
  expect(changed).toMatchObject({ code: 1, stdout: "", stderr: "" });
});

test("the graph has the data that is tracked, and can be one of outputs", async () => {
  await writeFile(path.join(repository.root, "raw.txt"), "1\n");
  await run("add", "raw.txt");
  const drawn = async (...options: readonly string[]) => (await run("dag", ...options)).stdout;
  expect(await drawn("raw.txt.dvc")).toBe("raw.txt.dvc\n");
  expect(await drawn("--outs", "score.txt")).toBe("model.txt\n└─ score.txt\n");
  await run("remove", "--outs", "raw.txt.dvc");
});

test("the graph is drawn as text, for Mermaid, for Graphviz and for programs", async () => {
  const drawn = async (...options: readonly string[]) => (await run("dag", ...options)).stdout;
  expect(await drawn()).toBe("train\n└─ check\n");
  expect(await drawn("--mermaid")).toContain("node1-->node2");
  expect(await drawn("--dot")).toContain('"train" -> "check";');
  expect(JSON.parse(await drawn("--json"))).toEqual({
    nodes: ["train", "check"],
    edges: [["train", "check"]],
  });
});
