import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { startBlobServer, type BlobServer } from "../support/blob-server.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles, type TestRepository } from "../support/git-repository.ts";
import { interopTools, test } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { runProcess } from "../support/run-process.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { startTrainyard, trainyard, trainyardJson } from "../support/trainyard.ts";

/** How many moments of a transfer are tried. */
const kills = Number(process.env["TRAINYARD_KILLS"] ?? 26);

let repository: TestRepository;
let folder: string;
let removeFolder: () => Promise<void>;
const at = (...names: readonly string[]): string => path.join(repository.root, ...names);
const ours = (...args: readonly string[]) => trainyard(repository.root, ...args);
const theirs = (...args: readonly string[]) => dvc(repository.root, ...args);

beforeEach(async () => {
  ({ folder, remove: removeFolder } = await makeTempFolder());
  repository = await makeDvcRepository({ "dvc.yaml": stages, "params.yaml": "n: 1\n" });
  await useRemote(path.join(folder, "store"));
});

afterEach(async () => {
  await repository.remove();
  await removeFolder();
});

const stages = [
  "stages:",
  "  copy:",
  "    cmd: mkdir copied && cp data/é/deep copied/x && echo 1 > score",
  "    deps: [data]",
  "    params: [n]",
  "    outs: [copied]",
  "    metrics: [score: {cache: false}]",
  "",
].join("\n");

function useRemote(url: string, options: readonly string[] = []): Promise<void> {
  const lines = ["[core]", "    remote = main", "['remote \"main\"']", `    url = ${url}`, ...options, ""];
  return writeFile(at(".dvc/config"), lines.join("\n"));
}

/** Data of every kind: folders, files, links to nothing; added by one tool, and a stage that ran. */
async function makeData(): Promise<void> {
  await writeFiles(repository.root, {
    "data/one": "1",
    "data/é/deep": "deep",
    "data/empty": "",
    single: "single",
  });
  await ours("add", "data", "single");
  await ours("repro");
}

async function loseData(): Promise<void> {
  for (const name of [".dvc/cache", "data", "single", "copied"])
    await rm(at(name), { recursive: true, force: true });
}

/** Every file of a folder with its hash. */
async function contentsOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const hashed = files.map(async (file): Promise<[string, string][]> => {
    // A server may still be busy with what a killed client has sent, and rename it.
    const content = await readFile(file).catch(() => undefined);
    const hash = content && createHash("md5").update(content).digest("hex");
    return hash === undefined ? [] : [[path.relative(root, file), hash]];
  });
  return Object.fromEntries((await Promise.all(hashed)).flat().toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.each(["folder", "http"] as const)("a remote that is a %s, shared with dvc", (kind) => {
  let server: BlobServer | undefined;

  beforeEach(async () => {
    if (kind !== "http") return;
    server = await startBlobServer(path.join(folder, "store"));
    await useRemote(server.url);
  });
  afterEach(() => server?.stop());

  test("what we push dvc pulls", async () => {
    await makeData();
    await ours("push");
    if (kind === "folder") expect(await theirs("status", "--cloud")).toMatch(/in sync/u);
    await loseData();
    await theirs("pull");
    expect(await readFile(at("data/é/deep"), "utf8")).toBe("deep");
    expect(await readFile(at("copied/x"), "utf8")).toBe("deep");
    expect(await dvcJson(repository.root, "status")).toEqual({});
  });

  test("what dvc pushes we pull, and both store the same", async () => {
    await makeData();
    await theirs("push");
    const store = await contentsOf(path.join(folder, "store"));
    expect(await ours("push")).toBe("Everything is up to date.\n");
    await loseData();
    await ours("pull");
    expect(await dvcJson(repository.root, "status")).toEqual({});
    await rm(path.join(folder, "store"), { recursive: true });
    await mkdir(path.join(folder, "store"));
    await ours("push");
    expect(await contentsOf(path.join(folder, "store"))).toEqual(store);
  });
});

test("both tools see the same difference between cache and remote", async () => {
  await makeData();
  await theirs("push", "single", "copied");
  await writeFiles(repository.root, { "data/two": "2" });
  await ours("add", "data");
  for (const gone of [`${md5("1")}`, `${md5("single")}`])
    await rm(objectIn(at(".dvc/cache"), gone), { force: true });
  const { cloud } = await trainyardJson<{ cloud: unknown }>(repository.root, "status", "--cloud");
  expect(cloud).toEqual(await dvcJson(repository.root, "status", "--cloud"));
  expect(cloud).toMatchObject({ data: "new", "data/one": "missing", single: "deleted" });
});

test("objects of DVC 2 travel between the tools where DVC 2 had them", async () => {
  const text = "a\r\nb\r\n";
  const legacy = md5("a\nb\n");
  await writeFiles(at(".dvc/cache"), { [`${legacy.slice(0, 2)}/${legacy.slice(2)}`]: text });
  await chmod(at(".dvc/cache", legacy.slice(0, 2), legacy.slice(2)), 0o444);
  await writeFiles(repository.root, { "old.dvc": `outs:\n- md5: ${legacy}\n  size: 6\n  path: old\n` });
  await ours("push", "old.dvc");
  const stored = await contentsOf(path.join(folder, "store"));
  await rm(path.join(folder, "store"), { recursive: true });
  await theirs("push", "old.dvc");
  expect(stored).toEqual(await contentsOf(path.join(folder, "store")));
  await loseData();
  await ours("pull", "old.dvc");
  expect(await readFile(at("old"), "utf8")).toBe(text);
  expect(await dvcJson(repository.root, "status", "old.dvc")).toEqual({});
});

test("of branches and tags both tools push the same", async () => {
  await makeData();
  await repository.commit("First");
  await repository.run("tag", "v1");
  await writeFiles(repository.root, { single: "second" });
  await ours("add", "single");
  await repository.commit("Second");
  await repository.run("checkout", "--quiet", "-b", "side");
  await writeFiles(repository.root, { single: "third" });
  await ours("add", "single");
  await repository.commit("Third");
  await repository.run("checkout", "--quiet", "main");
  for (const option of ["--all-branches", "--all-tags", "--all-commits"]) {
    await ours("push", option);
    const stored = await contentsOf(path.join(folder, "store"));
    await rm(path.join(folder, "store"), { recursive: true });
    await theirs("push", option);
    expect(stored, option).toEqual(await contentsOf(path.join(folder, "store")));
    await rm(path.join(folder, "store"), { recursive: true });
  }
});

test("records of runs travel between the tools", async () => {
  await makeData();
  await ours("push", "--run-cache");
  const records = await contentsOf(path.join(folder, "store/runs"));
  expect(records).toEqual(await contentsOf(at(".dvc/cache/runs")));
  await loseData();
  await theirs("fetch", "--run-cache");
  expect(await contentsOf(at(".dvc/cache/runs"))).toEqual(records);
  await loseData();
  await ours("fetch", "--run-cache");
  expect(await contentsOf(at(".dvc/cache/runs"))).toEqual(records);
});

describe("a transfer that is killed at any moment is finished by the next one", () => {
  let server: BlobServer;

  beforeEach(async () => {
    server = await startBlobServer(path.join(folder, "store"));
    await useRemote(server.url);
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`many/${index}`, `file ${index}`]),
    );
    await writeFiles(repository.root, files);
    await writeFile(at("big"), randomBytes(24 << 20));
    await ours("add", "many", "big");
  });
  afterEach(() => server.stop());

  /** Starts a command and kills it after so many milliseconds, if it still runs. */
  async function killed(command: string, after: number): Promise<boolean> {
    const child = startTrainyard(repository.root, command);
    const ended = once(child, "exit");
    const timer = setTimeout(() => child.kill("SIGKILL"), after);
    await ended;
    clearTimeout(timer);
    return child.signalCode === "SIGKILL";
  }

  async function secondsOf(command: string): Promise<number> {
    const start = performance.now();
    await ours(command);
    return performance.now() - start;
  }

  test("push", { timeout: 600_000 }, async () => {
    const whole = await secondsOf("push");
    const wanted = await contentsOf(path.join(folder, "store"));
    let deaths = 0;
    for (let moment = 0; moment < kills; moment += 1) {
      await rm(path.join(folder, "store"), { recursive: true, force: true });
      if (await killed("push", whole * (0.15 + Math.random()))) deaths += 1;
      // The part of an upload that the server has is its business; of whole objects none may be wrong.
      const stored = Object.entries(await contentsOf(path.join(folder, "store")));
      const listings = stored.filter(([name]) => name.endsWith(".dir"));
      if (listings.length > 0)
        expect(stored.filter(([name]) => name in wanted).length).toBeGreaterThanOrEqual(41);
      await ours("push");
      expect(await contentsOf(path.join(folder, "store"))).toMatchObject(wanted);
    }
    expect(deaths).toBeGreaterThan(kills / 5);
  });

  test("fetch", { timeout: 600_000 }, async () => {
    await ours("push");
    const wanted = await contentsOf(at(".dvc/cache"));
    await loseData();
    const whole = await secondsOf("fetch");
    let deaths = 0;
    for (let moment = 0; moment < kills; moment += 1) {
      await loseData();
      if (await killed("fetch", whole * (0.15 + Math.random()))) deaths += 1;
      const here = Object.entries(await contentsOf(at(".dvc/cache/files")));
      for (const [name, hash] of here.filter(([each]) => !each.endsWith(".tmp"))) {
        expect(name.replaceAll(/^md5|\/|\.dir$/gu, "")).toBe(hash);
      }
      await ours("fetch");
      expect(await contentsOf(at(".dvc/cache"))).toMatchObject(wanted);
      expect(await readdir(at(".dvc/tmp/trainyard/downloads"))).toEqual(["lock"]);
    }
    expect(deaths).toBeGreaterThan(kills / 5);
  });

  test("a fetch goes on in the middle of a big file", async () => {
    await ours("push");
    await loseData();
    server.manners.cuts = { after: 16 << 20, times: 1000 };
    const child = startTrainyard(repository.root, "fetch", "big");
    const ended = once(child, "exit");
    const size = async () => {
      const name = (await readdir(at(".dvc/tmp/trainyard/downloads"))).find((each) =>
        /^[0-9a-f]{32}$/u.test(each),
      );
      return name === undefined ? 0 : (await stat(at(".dvc/tmp/trainyard/downloads", name))).size;
    };
    await expect.poll(() => size().catch(() => 0)).toBeGreaterThan(1 << 20);
    child.kill("SIGKILL");
    await ended;
    server.manners.cuts = { after: 0, times: 0 };
    const before = server.requests.length;
    await ours("fetch", "big");
    expect(server.requests.slice(before)).toEqual([expect.stringMatching(/^GET .* bytes=[1-9]\d{6,}-$/u)]);
  });
});

test("a full disk is told, and when there is room the fetch goes on", async ({ skip }) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) skip("only root can make a small disk");
  await writeFiles(repository.root, { small: "small" });
  await writeFile(at("big"), randomBytes(6 << 20));
  await ours("add", "small", "big");
  await ours("push");
  const disk = path.join(folder, "disk");
  await mkdir(disk);
  const mount = (...args: readonly string[]) => spawnSync("mount", [...args]).status === 0;
  if (!mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", disk)) skip("a small disk cannot be mounted here");
  try {
    await cp(repository.root, path.join(disk, "repository"), {
      recursive: true,
      filter: (source) => !source.includes(`${path.sep}cache`) && path.basename(source) !== "big",
    });
    const root = path.join(disk, "repository");
    const full = await runProcess(process.execPath, [interopTools().cli, "fetch"], {
      cwd: root,
      env: process.env,
    });
    expect(full.code).toBe(3);
    expect(full.stderr).toMatch(/the disk is full; make room and try again/u);
    expect(mount("-o", "remount,size=40m", disk)).toBe(true);
    expect(await trainyard(root, "pull", "small", "big")).toMatch(/added/u);
    expect((await readFile(path.join(root, "big"))).equals(await readFile(at("big")))).toBe(true);
    expect(await trainyard(root, "fetch", "small", "big")).toBe("Everything is up to date.\n");
  } finally {
    spawnSync("umount", [disk]);
  }
});

test("an interrupt ends a push at once, with what is done", async () => {
  await writeFile(at("big"), randomBytes(1 << 20));
  await ours("add", "big");
  const server = await startBlobServer(path.join(folder, "slow"));
  server.manners.refusals = Array.from({ length: 100 }, () => 503);
  await useRemote(server.url);
  const child = spawn(process.execPath, [interopTools().cli, "push"], {
    cwd: repository.root,
    stdio: "ignore",
  });
  await expect.poll(() => server.requests.length).toBeGreaterThan(1);
  await delay(20);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  await server.stop();
});

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function objectIn(cache: string, hash: string): string {
  return path.join(cache, "files/md5", hash.slice(0, 2), hash.slice(2));
}
