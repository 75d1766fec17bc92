import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { readConfig } from "#core/data/config/config";
import { parseDvcFile } from "#core/data/dvc-file";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles } from "#core/data/find-files";
import { hashPath } from "#core/data/hash/hash";
import type { PathHash } from "#core/data/hash/hash";
import { openRunCache, runKey, runValue } from "#core/data/cache/run-cache";
import { parseLock } from "#core/pipeline/lock/lock-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { interopTools, test } from "../support/interop.ts";
import { dvc } from "../support/python-tools.ts";
import { runProcess } from "../support/run-process.ts";

describe("data shared with a real DVC", () => {
  let repository: TestRepository;
  const at = (path: string): string => join(repository.root, path);
  const run = (...args: readonly string[]): Promise<string> => dvc(repository.root, ...args);
  const hash = async (path: string): Promise<PathHash> => {
    const found = await hashPath(at(path), { ignore: openDvcIgnore(repository.root) });
    if (found === undefined) throw new Error(`${path} is not there`);
    return found;
  };
  const openOwnCache = async () => {
    const { cacheDir, linkTypes, shared } = await readConfig(repository.root);
    return openCache(cacheDir, { linkTypes, shared });
  };
  const tracked = async (file: string) => parseDvcFile(file, await readFile(at(file), "utf8")).outs;

  beforeEach(async () => {
    repository = await makeDvcRepository({ "readme.md": "" });
  });
  afterEach(() => repository.remove());

  /** Names that sort, escape and match differently in two languages, and things that DVC leaves out. */
  async function makeOddFolder(): Promise<void> {
    const names = [
      "A",
      "a-b",
      "a.txt",
      "a/z",
      "ab/c",
      "é",
      "～",
      "😀",
      'qu"ote',
      "back\\slash",
      "tab\there",
      "del\x7f",
      " blank ",
    ];
    await repository.write(Object.fromEntries(names.map((name) => [`data/${name}`, `of ${name}`])));
    await repository.write({
      "data/skip.log": "1",
      "data/logs/deep/x": "1",
      "data/keep.log": "2",
      "elsewhere/f": "3",
    });
    await repository.write({
      "data/sub/.dvc/config": "",
      "data/sub/inner": "4",
      "data/run.sh": "5",
      "data/zero": "",
    });
    await repository.write({ ".dvcignore": "# rules\n  *.log  \n!keep.log\nlogs/\n/elsewhere/x\n" });
    await chmod(at("data/run.sh"), 0o755);
    await symlink(at("elsewhere/f"), at("data/link"));
    await symlink(at("elsewhere"), at("data/linked"));
    await mkdir(at("data/empty"));
  }

  test("a folder has the hash, the size and the number of files that DVC finds", async () => {
    await makeOddFolder();
    const { md5, size, nfiles } = await hash("data");
    await run("add", "data");
    expect(await tracked("data.dvc")).toMatchObject([
      { path: "data", md5, size: BigInt(size), nfiles: BigInt(nfiles ?? -1), hash: "md5", cache: true },
    ]);
    expect(await (await openOwnCache()).missing([md5])).toEqual(new Set());
  });

  test("what we store, DVC finds, trusts and checks out", async () => {
    await makeOddFolder();
    const { md5, size, nfiles, tree } = await hash("data");
    const cache = await openOwnCache();
    await cache.insert(at("data"), await hash("data"));
    const out = `md5: ${md5}\n  size: ${size}\n  nfiles: ${nfiles}\n  hash: md5\n  path: data\n`;
    await writeFile(at("data.dvc"), `outs:\n- ${out}`);
    expect(await run("status", "--json")).toBe("{}\n");
    await rm(at("data"), { recursive: true });
    await run("checkout");
    expect((await hash("data")).tree?.listing).toBe(tree?.listing);
    expect(await run("status", "--json")).toBe("{}\n");
  });

  test.each(["copy", "hardlink", "symlink", "reflink,copy"])(
    "what DVC stored, we check out as %s",
    async (type) => {
      await repository.write({
        ".dvc/config": `[cache]\n    type = "${type}"  # linked\n    dir = ../.git/store\n`,
      });
      await repository.write({ "data/a": "1", "data/b/c": "2", "data/empty": "", model: "3" });
      await run("add", "data", "model");
      await rm(at("data"), { recursive: true });
      await rm(at("model"));
      const cache = await openOwnCache();
      expect(cache.directory).toBe(at(".git/store"));
      for (const { path, md5 = "" } of [...(await tracked("data.dvc")), ...(await tracked("model.dvc"))]) {
        await cache.checkout({ path: at(path), md5 });
      }
      expect(await readFile(at("data/b/c"), "utf8")).toBe("2");
      expect(await run("status", "--json")).toBe("{}\n");
      expect(await run("data", "status", "--json")).not.toContain("modified");
    },
  );

  test("files of pipelines and data are found where DVC finds them", async () => {
    const pipeline = "stages:\n  a:\n    cmd: echo\n";
    const data = (name: string): string => `outs:\n- md5: ${"a".repeat(32)}\n  hash: md5\n  path: ${name}\n`;
    await repository.write({
      "dvc.yaml": pipeline,
      "a/dvc.yaml": pipeline,
      "a/data.dvc": data("data"),
      "ignored/dvc.yaml": pipeline,
      "dvcignored/x.dvc": data("x"),
      "nested/.dvc/config": "",
      "nested/dvc.yaml": pipeline,
      "b/single.dvc": data("single"),
      "b/other.yaml": pipeline,
      "forced/dvc.yaml": pipeline,
      ".gitignore": "/ignored/\n/forced/\n/b/single.dvc\n",
      ".dvcignore": "dvcignored\n",
    });
    await repository.git.run(["add", "--force", "forced/dvc.yaml"]);
    const script = "from dvc.repo import Repo\nprint(*sorted(s.relpath for s in Repo('.').index.stages))";
    const python = join(interopTools().programs, "python");
    const loaded = await runProcess(python, ["-c", script], { cwd: repository.root, env: process.env });
    const found = await findDvcFiles(repository.git, openDvcIgnore(repository.root));
    expect(found).toEqual({
      pipelines: ["a/dvc.yaml", "dvc.yaml"],
      data: ["a/data.dvc"],
      ignoredLocks: [],
    });
    expect([...found.data, ...found.pipelines].join(" ")).toBe(loaded.stdout.trim());
  });

  const stage = [
    "stages:",
    "  prep:",
    "    cmd: cp in.txt out.txt && mkdir -p folder && echo 1 > folder/x",
    "    deps: [in.txt]",
    "    params: [a, b, c, d, e, f, g, h, i, j, k, l, m]",
    "    outs: [out.txt, folder]",
    "    metrics: [{m.json: {cache: false}}]",
    "",
  ].join("\n");
  const params =
    "a: 1.0\nb: 1.0e-7\nc: 1e16\nd: 123456789012345678901234567890\ne: .inf\nf: true\ng: null\nh: 'yes'\n" +
    'i: 0.1\nj: 1e15\nk: -0.0\nl: "é😀"\nm: {z: 1, list: [1, 2.0, ~], text: "a\\nb"}\n';

  const lockEntry = async (): Promise<LockEntry> => {
    const entry = parseLock("dvc.lock", await readFile(at("dvc.lock"), "utf8")).stages.get("prep");
    if (entry === undefined) throw new Error("dvc.lock has no prep");
    return entry;
  };

  test("the run cache: DVC's key and record are ours", async () => {
    await repository.write({ "dvc.yaml": stage, "params.yaml": params, "in.txt": "hello\n", "m.json": "{}" });
    await repository.write({ "dvc.yaml": stage.replace("cmd: cp", "cmd: echo {} > m.json && cp") });
    await run("repro");
    const entry = await lockEntry();
    const key = runKey(entry);
    const folder = at(`.dvc/cache/runs/${key.slice(0, 2)}/${key}`);
    expect(await readdir(folder)).toEqual([runValue(entry)]);
    expect(await openRunCache(at(".dvc/cache")).find(entry)).toEqual(entry);
  });

  test("the run cache: what we recorded, DVC restores without running", async () => {
    await repository.write({ "dvc.yaml": stage.replace("cmd: cp", "cmd: echo {} > m.json && cp") });
    await repository.write({ "params.yaml": params, "in.txt": "hello\n" });
    await run("repro");
    const entry = await lockEntry();
    await rm(at(".dvc/cache/runs"), { recursive: true });
    await rm(at("dvc.lock"));
    await openRunCache(at(".dvc/cache")).save(entry);
    expect(await run("repro")).toContain("is cached - skipping run");
    expect(await lockEntry()).toEqual(entry);
  });
});
