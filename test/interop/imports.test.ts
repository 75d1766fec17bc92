import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, expect, vi } from "vitest";
import { s3Keys, startS3 } from "../support/cloud-servers.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { startLoopback } from "../support/loopback-server.ts";
import { dvc, dvcJson, tryDvc } from "../support/python-tools.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { trainyard, trainyardJson, tryTrainyard } from "../support/trainyard.ts";

/** The repository that data comes from; the tests only read it, or commit to it. */
let source: TestRepository;
let kept: Awaited<ReturnType<typeof makeTempFolder>>;
let ours: TestRepository;
let theirs: TestRepository;

beforeAll(async () => {
  // What is kept of other repositories goes with the tests.
  kept = await makeTempFolder();
  vi.stubEnv("XDG_CACHE_HOME", kept.folder);
  source = await makeDvcRepository({});
  await source.write({
    "data/a": "a\n",
    "data/sub/b": "b\n",
    "model.bin": "m1",
    "plain.txt": "plain\n",
    "mix/git.txt": "git\n",
    "mix/deep/big.bin": "big",
    "dvc.yaml":
      "stages:\n  make:\n    cmd: mkdir -p out && echo o > out/o && echo 1 > m.json\n    outs: [out]\n    metrics:\n    - m.json: {cache: false}\n",
  });
  await dvc(source.root, "add", "data", "model.bin", "mix/deep/big.bin");
  await dvc(source.root, "repro");
  await source.commit("One");
  await source.run("tag", "v1");
  await source.write({ "model.bin": "m2" });
  await dvc(source.root, "add", "model.bin");
  await source.commit("Two");
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await source?.remove();
  await kept?.remove();
});

beforeEach(async () => {
  [ours, theirs] = await Promise.all([makeDvcRepository({}), makeDvcRepository({})]);
});

afterEach(async () => {
  await Promise.all([ours.remove(), theirs.remove()]);
});

/** The same command in a repository of each tool; both leave the same files for Git. */
async function expectSame(...args: readonly string[]): Promise<void> {
  await trainyard(ours.root, ...args);
  await dvc(theirs.root, ...args);
  await expectSameFiles();
}

async function expectSameFiles(): Promise<void> {
  expect(await gitTexts(ours)).toEqual(await gitTexts(theirs));
}

async function gitTexts({ root, run }: TestRepository): Promise<Record<string, string>> {
  const names = (await run("ls-files", "--cached", "--others", "--exclude-standard")).trim().split("\n");
  const entries = names.map(async (name) => [name, await readFile(path.join(root, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(entries));
}

test("imports what dvc imports, and records the same", async () => {
  const kinds = {
    "a tracked folder": "data",
    "a file of a tracked folder": "data/sub/b",
    "a folder in a tracked folder": "data/sub",
    "a tracked file": "model.bin",
    "an output of a stage": "out",
    "a metric that Git keeps": "m.json",
    "a file of Git": "plain.txt",
    "a folder with files of both": "mix",
  };
  for (const [kind, target] of Object.entries(kinds)) {
    const name = kind.replaceAll(" ", "-");
    await trainyard(ours.root, "import", source.root, target, "-o", name);
    await dvc(theirs.root, "import", source.root, target, "-o", name);
    expect(await readFile(path.join(ours.root, `${name}.dvc`), "utf8"), kind).toBe(
      await readFile(path.join(theirs.root, `${name}.dvc`), "utf8"),
    );
  }
  await expectSameFiles();
  expect(await dvcJson(ours.root, "status")).toEqual({});
});

test("imports of a revision, without data, and without a look", async () => {
  await expectSame("import", source.root, "model.bin", "--rev", "v1");
  expect(await readFile(path.join(ours.root, "model.bin"), "utf8")).toBe("m1");
  await expectSame("import", source.root, "data", "--no-download");
  await expectSame("import", source.root, "plain.txt", "--no-exec");
});

test("a relative path to the repository stays as it was typed", async () => {
  await Promise.all([ours.write({ "sub/x": "" }), theirs.write({ "sub/x": "" })]);
  const relative = path.relative(path.join(ours.root, "sub"), source.root);
  await trainyard(path.join(ours.root, "sub"), "import", relative, "data");
  await dvc(path.join(theirs.root, "sub"), "import", relative, "data");
  await expectSameFiles();
});

test("update goes to the newest commit, or to another revision", async () => {
  const moving = await makeDvcRepository({ "plain.txt": "one\n", "other.txt": "o\n" });
  try {
    await expectSame("import", moving.root, "plain.txt");
    await expectSame("import", moving.root, "other.txt", "--no-exec");
    await moving.write({ "plain.txt": "two\n" });
    const second = await moving.commit("Two");
    const name = `plain.txt (${moving.root})`;
    expect(await dvcJson(ours.root, "status", "plain.txt.dvc")).toEqual({
      "plain.txt.dvc": [{ "changed deps": { [name]: "update available" } }],
    });
    const why = [{ kind: "dep", path: name, change: "modified" }];
    expect(await trainyardJson(ours.root, "status")).toMatchObject({
      stages: expect.arrayContaining([{ address: "plain.txt.dvc", state: "changed", why }]),
    });
    expect(await trainyardJson(ours.root, "update", "plain.txt.dvc")).toMatchObject({
      updated: ["plain.txt.dvc"],
    });
    await dvc(theirs.root, "update", "plain.txt.dvc");
    await expectSameFiles();
    expect(await readFile(path.join(ours.root, "plain.txt"), "utf8")).toBe("two\n");
    expect(await trainyardJson(ours.root, "update", "plain.txt")).toMatchObject({
      unchanged: ["plain.txt.dvc"],
    });
    await trainyard(ours.root, "update", "--rev", `${second}~1`, "plain.txt.dvc");
    expect(await readFile(path.join(ours.root, "plain.txt"), "utf8")).toBe("one\n");
    expect(await dvcJson(ours.root, "status", "plain.txt.dvc")).toEqual({});
    await trainyard(ours.root, "update", "other.txt.dvc");
    expect(await dvcJson(ours.root, "status", "other.txt.dvc")).toEqual({});
  } finally {
    await moving.remove();
  }
});

test("update never replaces what was changed here and is nowhere else", async () => {
  const moving = await makeDvcRepository({ "plain.txt": "one\n" });
  try {
    await trainyard(ours.root, "import", moving.root, "plain.txt");
    await moving.write({ "plain.txt": "two\n" });
    await moving.commit("Two");
    await rm(path.join(ours.root, "plain.txt"));
    await writeFile(path.join(ours.root, "plain.txt"), "mine\n");
    const before = await gitTexts(ours);
    const { code, stderr } = await tryTrainyard(ours.root, "update", "plain.txt.dvc");
    expect([code, stderr]).toEqual([1, expect.stringContaining("would be lost")]);
    expect(await readFile(path.join(ours.root, "plain.txt"), "utf8")).toBe("mine\n");
    expect(await gitTexts(ours)).toEqual(before);
  } finally {
    await moving.remove();
  }
});

test("data that the source imported itself comes from where it was imported", async () => {
  await dvc(theirs.root, "import", source.root, "data");
  await dvc(theirs.root, "import", source.root, "plain.txt");
  await theirs.commit("Imports");
  await rm(path.join(theirs.root, ".dvc/cache"), { recursive: true });
  await trainyard(ours.root, "import", theirs.root, "data");
  await trainyard(ours.root, "import", theirs.root, "plain.txt");
  expect(await readFile(path.join(ours.root, "data/sub/b"), "utf8")).toBe("b\n");
  expect(await dvcJson(ours.root, "status")).toEqual({});
});

test("data comes from the remote of a source that is reached by its URL", async () => {
  const { folder, remove } = await makeTempFolder();
  try {
    const store = path.join(folder, "store");
    await dvc(source.root, "push", "--remote", await remoteAt(source, store));
    const bare = path.join(folder, "bare.git");
    await source.commit("A remote");
    await source.run("clone", "--quiet", "--bare", source.root, bare);
    await trainyard(ours.root, "import", bare, "data");
    expect(await readFile(path.join(ours.root, "data/a"), "utf8")).toBe("a\n");
    await trainyard(ours.root, "import", bare, "model.bin", "--rev", "main");
    await trainyard(ours.root, "get", bare, "data/sub", "-o", "got");
    expect(await readFile(path.join(ours.root, "got/b"), "utf8")).toBe("b\n");
    expect(await dvcJson(ours.root, "status")).toEqual({});
    await loseData(ours.root, "data", "model.bin");
    await dvc(ours.root, "pull");
    expect(await readFile(path.join(ours.root, "model.bin"), "utf8")).toBe("m2");
  } finally {
    await dvc(source.root, "remote", "remove", "store");
    await source.commit("No remote");
    await remove();
  }
});

async function remoteAt({ root }: TestRepository, store: string): Promise<string> {
  await dvc(root, "remote", "add", "--default", "--force", "store", store);
  return "store";
}

/** The workspace and the cache of another machine. */
async function loseData(root: string, ...paths: readonly string[]): Promise<void> {
  for (const each of [...paths, ".dvc/cache"]) await rm(path.join(root, each), { recursive: true });
}

test("each tool pulls what the other imported", async () => {
  await trainyard(ours.root, "import", source.root, "data");
  await dvc(theirs.root, "import", source.root, "data");
  await loseData(ours.root, "data");
  await loseData(theirs.root, "data");
  await dvc(ours.root, "pull");
  await trainyard(theirs.root, "pull");
  for (const { root } of [ours, theirs])
    expect(await readFile(path.join(root, "data/a"), "utf8")).toBe("a\n");
});

test("get copies data and tracks nothing", async () => {
  const { folder, remove } = await makeTempFolder();
  try {
    await trainyard(folder, "get", source.root, "data");
    await trainyard(folder, "get", source.root, "model.bin", "--rev", "v1", "-o", "old");
    expect(await readFile(path.join(folder, "data/a"), "utf8")).toBe("a\n");
    expect(await readFile(path.join(folder, "old"), "utf8")).toBe("m1");
    const { code, stderr } = await tryTrainyard(folder, "get", source.root, "data");
    expect([code, stderr]).toEqual([2, expect.stringContaining("is there already")]);
    await trainyard(folder, "get", source.root, "data", "--force");
  } finally {
    await remove();
  }
});

test("what cannot be imported is said, and leaves nothing behind", async () => {
  const before = await gitTexts(ours);
  const refused = async (message: string, ...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await tryTrainyard(ours.root, ...args);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining(message)]);
    expect(code).not.toBe(0);
  };
  await refused('did you mean "data/a"?', "import", source.root, "data/aa");
  await refused("at that revision", "import", source.root, "../data");
  await refused('no branch, tag or commit "v9"', "import", source.root, "data", "--rev", "v9");
  await refused("there is no such folder", "import", "../none", "data");
  await refused("cannot be read", "import", "https://127.0.0.1:9/x.git", "data");
  await refused("transport 'ext' not allowed", "import", "ext::sh -c true", "data");
  await refused("There is nothing at", "import-url", "none");
  await refused("is not supported", "import-url", "s3://bucket/x?versionId=1");
  await refused("exclude each other", "import-url", "x", "--no-exec", "--no-download");
  await trainyard(ours.root, "import", source.root, "plain.txt");
  await refused("is there already", "import", source.root, "plain.txt");
  await trainyard(ours.root, "remove", "--outs", "plain.txt.dvc");
  expect(await gitTexts(ours)).toEqual(before);
});

test("import-url of paths, with data, without, and not even looked at", async () => {
  const { folder, remove } = await makeTempFolder();
  try {
    await writeFile(path.join(folder, "file.txt"), "one\n");
    await expectSame("import-url", path.join(folder, "file.txt"));
    await expectSame("import-url", path.join(source.root, "data"), "folder");
    await expectSame("import-url", path.join(folder, "file.txt"), "later", "--no-download");
    await expectSame("import-url", path.join(folder, "file.txt"), "unseen", "--no-exec");
    await Promise.all([ours.write({ "in.txt": "i" }), theirs.write({ "in.txt": "i" })]);
    await expectSame("import-url", "in.txt", "copy.txt");
    await writeFile(path.join(folder, "file.txt"), "two\n");
    await expectSame("update", "file.txt.dvc");
    expect(await readFile(path.join(ours.root, "file.txt"), "utf8")).toBe("two\n");
  } finally {
    await remove();
  }
});

test("import-url of HTTP is recognised by its ETag", async () => {
  let tag = '"v1"';
  const server = await startLoopback(({ url }) =>
    url === "/data.csv?x=1" || url === "/data.csv"
      ? { body: "a,b\n", headers: { etag: tag } }
      : { status: 404 },
  );
  try {
    await expectSame("import-url", `${server.url}/data.csv`);
    expect(await readFile(path.join(ours.root, "data.csv.dvc"), "utf8")).toContain(`checksum: '"v1"'`);
    await expectSame("import-url", `${server.url}/data.csv`, "later.csv", "--no-download");
    expect(await trainyardJson(ours.root, "update", "data.csv.dvc")).toMatchObject({
      unchanged: ["data.csv.dvc"],
    });
    tag = '"v2"';
    await expectSame("update", "data.csv.dvc");
    await trainyard(ours.root, "get-url", `${server.url}/data.csv?x=1`, "query.csv");
    const { code, stderr } = await tryTrainyard(ours.root, "import-url", `${server.url}/none.csv`);
    expect(code).not.toBe(0);
    expect(stderr).toContain(`${server.url}`);
  } finally {
    await server.stop();
  }
});

const s3 = await startS3("data");

afterAll(() => s3?.stop());

test("import-url of S3: files, folders, and through a remote", async ({ skip }) => {
  if (s3 === undefined) return skip("there is no S3 server");
  const settings = [
    "['remote \"cloud\"']",
    "    url = s3://data/base",
    `    endpointurl = ${s3.url}`,
    ...Object.entries(s3Keys).map(([key, value]) => `    ${key} = ${value}`),
    "",
  ].join("\n");
  await Promise.all([ours, theirs].map((each) => each.write({ ".dvc/config": settings })));
  const { folder, remove } = await makeTempFolder();
  try {
    const seed = await makeDvcRepository({ ".dvc/config": settings });
    await seed.write({ "x.bin": "x", "y.bin": "y" });
    await dvc(seed.root, "add", "x.bin", "y.bin");
    await dvc(seed.root, "push", "--remote", "cloud");
    await seed.remove();
    const file = "remote://cloud/files/md5/9d/d4e461268c8034f5c8564e155c67a6";
    await expectSame("import-url", file, "x.bin");
    expect(await readFile(path.join(ours.root, "x.bin.dvc"), "utf8")).toContain("etag:");
    await expectSame("import-url", "remote://cloud/files", "all");
    await expectSame("import-url", "remote://cloud/files", "later", "--no-download");
    await expectSame("import-url", file, "sent", "--to-remote", "--remote", "cloud");
    const url = "s3://data/base/files/md5/9d/d4e461268c8034f5c8564e155c67a6";
    const options = Object.entries({ endpointurl: s3.url, ...s3Keys });
    const given = options.flatMap(([key, value]) => ["--fs-config", `${key}=${value}`]);
    await trainyard(ours.root, "get-url", url, path.join(folder, "got"), ...given);
    expect(await readFile(path.join(folder, "got"), "utf8")).toBe("x");
    const { code } = await tryDvc(ours.root, "update", "x.bin.dvc");
    expect(code).toBe(0);
  } finally {
    await remove();
  }
});

test("pull brings what was imported without its data, and leaves the records as dvc does", async () => {
  const elsewhere = await makeTempFolder();
  try {
    const [one, many] = [path.join(elsewhere.folder, "one"), path.join(elsewhere.folder, "many")];
    await mkdir(many);
    await Promise.all([writeFile(one, "1\n"), writeFile(path.join(many, "a"), "a\n")]);
    for (const args of [
      ["import-url", one],
      ["import-url", many],
      ["import", source.root, "data"],
      ["import", source.root, "plain.txt"],
    ]) {
      await expectSame(...args, "--no-download");
    }
    await trainyard(ours.root, "pull");
    await dvc(theirs.root, "pull");
    await expectSameFiles();
    for (const name of ["one", "data/sub/b", "plain.txt"]) {
      expect(await readFile(path.join(ours.root, name), "utf8"), name).toBe(
        await readFile(path.join(theirs.root, name), "utf8"),
      );
    }
    // Of a folder at a path dvc brings the folder and not its files.
    expect(await readFile(path.join(ours.root, "many/a"), "utf8")).toBe("a\n");
    expect(await dvcJson(ours.root, "status")).toEqual(await dvcJson(theirs.root, "status"));
    await trainyard(ours.root, "checkout");
    // What was changed since and is nowhere else stays, which dvc replaces.
    await ours.write({ "plain.txt": "mine\n" });
    expect(await tryTrainyard(ours.root, "pull")).toMatchObject({ code: 1 });
    expect(await readFile(path.join(ours.root, "plain.txt"), "utf8")).toBe("mine\n");
    // What the URL holds now is not what was imported.
    await rm(path.join(ours.root, "one"));
    await writeFile(one, "2\n");
    const moved = await tryTrainyard(ours.root, "fetch", "one.dvc");
    expect(moved.code).toBe(1);
    expect(moved.stderr).toContain("does not hold what was recorded");
  } finally {
    await elsewhere.remove();
  }
});

test("get --show-url tells where data is stored", async () => {
  const { folder, remove } = await makeTempFolder();
  const stored = await makeDvcRepository({
    ".dvc/config": `[core]\n    remote = store\n['remote "store"']\n    url = ${folder}/store\n`,
    "plain.txt": "p\n",
  });
  try {
    await stored.write({ "data/a": "a\n", one: "1\n" });
    await dvc(stored.root, "add", "data", "one");
    await stored.commit("Data");
    await dvc(stored.root, "push");
    for (const [root, target] of [
      [stored.root, "one"],
      [stored.root, "data"],
      [stored.root, "data/a"],
      [source.root, "data"],
    ] as const) {
      const [we, they] = [trainyard, dvc].map((run) => run(ours.root, "get", "--show-url", root, target));
      expect(await we, target).toBe(await they);
    }
    for (const target of ["plain.txt", "nothing"]) {
      expect((await tryDvc(ours.root, "get", "--show-url", stored.root, target)).code).not.toBe(0);
      expect((await tryTrainyard(ours.root, "get", "--show-url", stored.root, target)).code).toBe(2);
    }
  } finally {
    await Promise.all([stored.remove(), remove()]);
  }
});

test("add --to-remote stores data in a remote alone, and add --out takes an URL", async () => {
  const { folder, remove } = await makeTempFolder();
  try {
    await mkdir(path.join(folder, "many"));
    await Promise.all([
      writeFile(path.join(folder, "one"), "1\n"),
      writeFile(path.join(folder, "many/a"), "a\n"),
    ]);
    for (const [{ root, write }, name] of [
      [ours, "ours"],
      [theirs, "theirs"],
    ] as const) {
      await dvc(root, "remote", "add", "-d", "store", path.join(folder, name));
      await dvc(root, "remote", "add", "second", path.join(folder, `${name}-second`));
      await write({ inside: "i\n", "sub/x": "x\n" });
    }
    const records = ["one.dvc", "many.dvc", "sub/new.dvc", "inside.dvc"];
    for (const words of [
      [path.join(folder, "one")],
      [path.join(folder, "many"), "-r", "second"],
      [path.join(folder, "one"), "-o", "sub/new"],
      ["inside"],
    ]) {
      await trainyard(ours.root, "add", "--to-remote", ...words);
      await dvc(theirs.root, "add", "--to-remote", ...words);
    }
    for (const file of records) {
      const [we, they] = [ours, theirs].map(({ root }) => readFile(path.join(root, file), "utf8"));
      expect(await we, file).toBe(await they);
    }
    await expect(readFile(path.join(ours.root, "one"))).rejects.toThrow("ENOENT");
    await dvc(ours.root, "pull", "one.dvc", "sub/new.dvc");
    await dvc(ours.root, "pull", "-r", "second", "many.dvc");
    expect(await readFile(path.join(ours.root, "many/a"), "utf8")).toBe("a\n");
    const url = "remote://store/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1";
    await trainyard(ours.root, "add", url, "-o", "again");
    await dvc(theirs.root, "add", url, "-o", "again");
    expect(await readFile(path.join(ours.root, "again.dvc"), "utf8")).toBe(
      await readFile(path.join(theirs.root, "again.dvc"), "utf8"),
    );
    expect(await readFile(path.join(ours.root, "again"), "utf8")).toBe("1\n");
    expect(await tryTrainyard(ours.root, "add", "--to-remote", "--glob", "in*")).toMatchObject({ code: 2 });
  } finally {
    await remove();
  }
});

test("settings for the other repository win over its own, and are recorded as dvc does", async () => {
  const { folder, remove } = await makeTempFolder();
  const url = path.join(folder, "store");
  const poor = await makeDvcRepository({
    ".dvc/config": `['remote "other"']\n    url = ${url}\n['remote "wrong"']\n    url = ${folder}/nowhere\n`,
  });
  const extra = path.join(folder, "extra.conf");
  try {
    await writeFile(extra, `[core]\n    remote = mine\n['remote "mine"']\n    url = ${url}\n`);
    await poor.write({ "data/a": "a\n" });
    await dvc(poor.root, "add", "data");
    await poor.commit("Data");
    await dvc(poor.root, "push", "-r", "other");
    await rm(path.join(poor.root, ".dvc/cache"), { recursive: true });
    expect((await tryTrainyard(ours.root, "import", poor.root, "data", "-o", "none")).code).toBe(1);
    const options = {
      file: ["--config", extra],
      named: ["--remote", "other"],
      changed: ["--remote", "wrong", "--remote-config", `url=${url}`],
      made: ["--remote", "made", "--remote-config", `url=${url}`],
    };
    for (const [name, words] of Object.entries(options))
      await expectSame("import", ...words, "-o", name, "--", poor.root, "data");
    await trainyard(ours.root, "get", "--config", extra, poor.root, "data", "-o", "copy");
    expect(await readFile(path.join(ours.root, "copy/a"), "utf8")).toBe("a\n");
    // Each pulls what the other has recorded.
    for (const [{ root }, pull] of [
      [ours, dvc],
      [theirs, trainyard],
    ] as const) {
      await rm(path.join(root, ".dvc/cache"), { recursive: true });
      for (const name of Object.keys(options)) await rm(path.join(root, name), { recursive: true });
      await pull(root, "pull");
      expect(await readFile(path.join(root, "changed/a"), "utf8")).toBe("a\n");
    }
    const both = ["--config", extra, "--remote", "a", "--remote-config", "b=c"];
    expect((await tryTrainyard(ours.root, "get", poor.root, "data", ...both)).code).toBe(2);
  } finally {
    await Promise.all([poor.remove(), remove()]);
  }
});
