import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { openPathLock } from "#core/data/locks/path-lock";
import { findSettled } from "#core/runners/local/find-settled";
import type { Program } from "#core/runners/local/launch";
import { reproduce } from "#core/runners/local/reproduce";
import type { ReproOptions } from "#core/runners/run";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { makeRun } from "../support/make-run.ts";
import { test } from "../support/interop.ts";
import { dvcJson } from "../support/python-tools.ts";
import { buildRunProgram } from "../support/run-program.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

/** Moments for each of the options. A failure names the moment; the same seed draws it again. */
const moments = 70;
const seed = 20_26;
/** One moment in so many is looked at by the real DVC, too, which takes a second. */
const judged = 20;

/** Folders, files, a metric for Git, stages that wait for others and one that does not; no command takes long. */
const pipeline = `
stages:
  split:
    cmd: mkdir -p parts/deep; for i in 1 2 3; do echo "$i $(cat raw.txt)" > parts/$i.txt; done; cp raw.txt parts/deep/a
    deps: [raw.txt]
    outs: [parts]
  count:
    cmd:
      - sleep 0.02; wc -c < raw.txt | tr -d ' ' > count.json
      - cp raw.txt noted.txt
    deps: [raw.txt]
    outs: [noted.txt]
    metrics:
      - count.json: {cache: false}
  join:
    cmd: rm -f model.txt; for f in parts/*.txt; do cat $f >> model.txt; sleep 0.005; done
    deps: [parts]
    params: [lr]
    outs: [model.txt]
  pack:
    cmd: cat model.txt noted.txt > packed.txt
    deps: [model.txt, noted.txt]
    outs: [packed.txt]
`;

/** What the pipeline makes of its input. */
function expected(raw: string): Readonly<Record<string, string>> {
  const parts = [1, 2, 3].map((part) => `${part} ${raw}`);
  const model = parts.join("");
  return {
    "parts/1.txt": parts[0] ?? "",
    "parts/3.txt": parts[2] ?? "",
    "parts/deep/a": raw,
    "count.json": `${Buffer.byteLength(raw)}\n`,
    "noted.txt": raw,
    "model.txt": model,
    "packed.txt": model + raw,
  };
}

let program: Program;
let removeProgram: () => Promise<void>;
beforeAll(async () => {
  const { folder, remove } = await makeTempFolder();
  program = await buildRunProgram(folder);
  removeProgram = remove;
});
afterAll(() => removeProgram());

describe.concurrent("a repro that is killed at a random moment is finished by the next", () => {
  const ways: readonly [string, Partial<ReproOptions>][] = [
    ["one stage at a time", {}],
    ["several stages at a time", { jobs: 3 }],
    ["with force", { force: true }],
  ];
  test.for(ways)("%s", { timeout: 300_000 }, async ([, options]) => {
    const repository = await makeDvcRepository({
      "dvc.yaml": pipeline,
      "params.yaml": "lr: 1\n",
      "raw.txt": "0\n",
    });
    try {
      await killAgainAndAgain(repository, options);
    } finally {
      await repository.remove();
    }
  });
});

async function killAgainAndAgain(repository: TestRepository, options: Partial<ReproOptions>): Promise<void> {
  const { root } = repository;
  const random = drawFrom(seed);
  const checked = new Set<string>();
  let longest = 0;
  for (let moment = 0; moment < moments; moment += 1) {
    // Now and then an input comes back, whose results the run cache has.
    const raw = `${Math.floor(random() * moments * 0.7)}\n`;
    await repository.write({ "raw.txt": raw });
    // The first ones are not killed, and say how long it takes.
    const after = moment < 3 ? Number.POSITIVE_INFINITY : random() * longest;
    const took = await runVictim(root, options, after);
    longest = Math.max(longest, moment < 3 ? took : 0);
    const told = `moment ${moment}: input ${raw.trim()}, killed after ${after.toFixed(1)} ms`;
    await finish(root).catch((error: unknown) => {
      throw new Error(told, { cause: error });
    });
    for (const [file, text] of Object.entries(expected(raw)))
      expect(await readFile(path.join(root, file), "utf8"), `${told}: ${file}`).toBe(text);
    expect(await findSettled(requestOf(root)), told).toHaveLength(4);
    await checkObjects(root, checked, told);
    expect(await readdir(path.join(root, ".dvc/tmp/trainyard/aside")).catch(() => []), told).toEqual([]);
    await usePaths(root);
    expect(await leftovers(root), told).toEqual([]);
    if (moment % judged === judged - 1) expect(await dvcJson(root, "status"), told).toEqual({});
  }
  // An object that was right once may have been written over since.
  await checkObjects(root, new Set(), "in the end");
}

/** Starts a run as the command line does, kills its process after some milliseconds, and gives how long it ran. */
async function runVictim(root: string, options: Partial<ReproOptions>, after: number): Promise<number> {
  const [command, ...args] = program;
  const directory = await makeRun(root, { repro: { targets: [], ...options } });
  const child = spawn(command, [...args, "runs", "exec", directory, "--wait"], {
    cwd: root,
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  await once(child.stdout, "data");
  const begin = performance.now();
  child.stdin.write("\n");
  if (Number.isFinite(after)) {
    await Promise.race([sleep(after), exit]);
    child.kill("SIGKILL");
  }
  await exit;
  return performance.now() - begin;
}

const requestOf = (root: string) => ({
  root,
  cacheDir: path.join(root, ".dvc/cache"),
  repro: { targets: [] },
  signal: new AbortController().signal,
});

/** The next repro, here and now. */
async function finish(root: string): Promise<void> {
  const log = path.join(root, ".dvc/tmp/finish.log");
  const descriptor = openSync(log, "a");
  try {
    const commands = { add: () => {}, remove: () => {} };
    await reproduce({ ...requestOf(root), log: { path: log, descriptor }, onEvent: () => {}, commands });
  } finally {
    closeSync(descriptor);
  }
}

/** Fails when a process that is gone still has a file of the pipeline for itself. */
async function usePaths(root: string): Promise<void> {
  const lock = openPathLock(root);
  await lock.hold({ read: [], write: [root] }, () => Promise.resolve()).finally(() => lock.close());
}

/** Files that were to be renamed, where the user sees them. */
async function leftovers(root: string): Promise<readonly string[]> {
  const names = [...(await readdir(root)), ...(await readdir(path.join(root, "parts"), { recursive: true }))];
  return names.filter((name) => name.endsWith(".tmp"));
}

/** Every object that was not looked at before holds what its name says, and nobody may write to it. */
async function checkObjects(root: string, checked: Set<string>, told: string): Promise<void> {
  const objects = path.join(root, ".dvc/cache/files/md5");
  for (const name of await readdir(objects, { recursive: true })) {
    if (checked.has(name) || !name.includes(path.sep)) continue;
    checked.add(name);
    // What was to become an object has another kind of name, and is never looked at.
    if (path.basename(name).startsWith(".")) continue;
    const file = path.join(objects, name);
    const md5 = createHash("md5")
      .update(await readFile(file))
      .digest("hex");
    expect(name.replace(path.sep, "").replace(".dir", ""), told).toBe(md5);
    expect((await stat(file)).mode & 0o777, told).toBe(0o444);
  }
}

/** Numbers from 0 to 1: Mulberry32, by Tommy Ettinger. */
function drawFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
