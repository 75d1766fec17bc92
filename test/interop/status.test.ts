import { appendFile, chmod, mkdir, readFile, rename, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { dvcSays, weSay } from "../support/both-statuses.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

const pipeline = `
stages:
  split:
    cmd: mkdir -p parts && head -n 1 raw.txt > parts/a.txt && cp raw.txt parts/b.txt
    deps: [raw.txt]
    params: [share]
    outs: [parts]
  train:
    cmd: cat parts/*.txt > model.txt && echo 0.5 > metrics.yaml
    deps: [parts, tool.sh]
    params: [train.lr, train.layers]
    outs: [model.txt]
    metrics:
      - metrics.yaml: {cache: false}
  pack:
    cmd: cp ../model.txt packed.txt
    wdir: packs
    deps: [../model.txt]
    outs: [packed.txt]
`;

const params = "share: 1\ntrain:\n  lr: 0.1\n  layers: [1, 2]\n";

const files = {
  "dvc.yaml": pipeline,
  "params.yaml": params,
  "raw.txt": "one\ntwo\n",
  "tool.sh": "true\n",
  "packs/readme.md": "",
};

/** One thing that a user does, after which both tools must say the same. */
interface Mutation {
  readonly what: string;
  readonly change: (at: (file: string) => string, repository: TestRepository) => Promise<unknown>;
  /** Nothing is to be run because of it. */
  readonly harmless?: true;
  /** Where it cannot be reproduced, it is taken back instead. */
  readonly undo?: (at: (file: string) => string, repository: TestRepository) => Promise<unknown>;
}

const edit = (file: string, from: string, to: string): Mutation["change"] => {
  return async (at, { write }) => {
    const text = await readFile(at(file), "utf8");
    expect(text).toContain(from);
    await write({ [file]: text.replace(from, to) });
  };
};

/** A text file in DVC's cache, by what it holds. */
async function removeObject(root: string, md5: string): Promise<void> {
  await rm(path.join(root, ".dvc/cache/files/md5", md5.slice(0, 2), md5.slice(2)));
}

const md5Of = async (lock: string, output: string): Promise<string> => {
  const text = await readFile(lock, "utf8");
  const found = new RegExp(`path: ${output}\\n +hash: md5\\n +md5: (\\S+)`).exec(text)?.[1];
  if (found === undefined) throw new Error(`${lock} has no hash of ${output}.`);
  return found;
};

const mutations: readonly Mutation[] = [
  { what: "a dependency is edited", change: (at) => appendFile(at("raw.txt"), "three\n") },
  {
    what: "a dependency is only touched",
    harmless: true,
    change: (at) => utimes(at("raw.txt"), new Date(), new Date(Date.now() + 5000)),
  },
  { what: "a dependency becomes executable", harmless: true, change: (at) => chmod(at("tool.sh"), 0o755) },
  {
    what: "an output is deleted",
    change: (at) => rm(at("model.txt")),
  },
  {
    what: "an output is edited",
    change: (_, { write }) => write({ "metrics.yaml": "0.6\n" }),
  },
  {
    what: "a file appears in an output folder",
    change: (_, { write }) => write({ "parts/extra.txt": "extra\n" }),
  },
  {
    what: "an output folder is emptied",
    change: (at) => rm(at("parts"), { recursive: true }).then(() => mkdir(at("parts"))),
  },
  { what: "a parameter is changed", change: edit("params.yaml", "lr: 0.1", "lr: 1e-5") },
  { what: "an element of a list parameter is changed", change: edit("params.yaml", "[1, 2]", "[1, 3]") },
  {
    what: "an integer is written as a float",
    harmless: true,
    change: edit("params.yaml", "share: 1", "share: 1.0"),
  },
  { what: "a parameter becomes text", change: edit("params.yaml", "share: 1.0", 'share: "1"') },
  {
    what: "a parameter nobody reads is added",
    harmless: true,
    change: (at) => appendFile(at("params.yaml"), "other: 1\n"),
  },
  {
    what: "a command is changed",
    change: edit("dvc.yaml", "cp ../model.txt packed.txt", "cat ../model.txt > packed.txt"),
  },
  {
    what: "a command is turned into a list",
    change: edit("dvc.yaml", "cat ../model.txt > packed.txt", "[cat ../model.txt > packed.txt]"),
  },
  {
    what: "a dependency is added",
    change: edit("dvc.yaml", "deps: [../model.txt]", "deps: [../model.txt, ../tool.sh]"),
  },
  {
    what: "a dependency is removed",
    harmless: true,
    change: edit("dvc.yaml", "deps: [parts, tool.sh]", "deps: [parts]"),
  },
  { what: "a dependency is spelled otherwise", change: edit("dvc.yaml", "deps: [parts]", "deps: [./parts]") },
  {
    what: "a parameter is added to a stage",
    change: edit("dvc.yaml", "params: [share]", "params: [share, other]"),
  },
  {
    what: "a parameter is removed from a stage",
    harmless: true,
    change: edit("dvc.yaml", "params: [share, other]", "params: [share]"),
  },
  {
    what: "an output is added",
    change: edit("dvc.yaml", "outs: [parts]", "outs: [parts, more.txt]"),
    undo: edit("dvc.yaml", "outs: [parts, more.txt]", "outs: [parts]"),
  },
  {
    what: "an output is no longer cached",
    harmless: true,
    change: edit("dvc.yaml", "outs: [packed.txt]", "outs: [{packed.txt: {cache: false}}]"),
    undo: edit("dvc.yaml", "outs: [{packed.txt: {cache: false}}]", "outs: [packed.txt]"),
  },
  { what: "a stage is renamed", change: edit("dvc.yaml", "  pack:", "  wrap:") },
  {
    what: "a stage is frozen and what it reads changes",
    harmless: true,
    change: async (at, repository) => {
      await edit("dvc.yaml", "  split:\n", "  split:\n    frozen: true\n")(at, repository);
      await appendFile(at("raw.txt"), "four\n");
    },
  },
  { what: "a frozen stage is thawed", change: edit("dvc.yaml", "    frozen: true\n", "") },
  {
    what: "an object leaves the cache",
    change: async (at, { root }) => removeObject(root, await md5Of(at("dvc.lock"), "model.txt")),
  },
  {
    what: "a member of a folder leaves the cache",
    change: async (at, { root }) => {
      const folder = await md5Of(at("dvc.lock"), "parts");
      const listing = await readFile(
        at(`.dvc/cache/files/md5/${folder.slice(0, 2)}/${folder.slice(2)}`),
        "utf8",
      );
      const first = /"md5": "([0-9a-f]{32})"/.exec(listing)?.[1] ?? "";
      await removeObject(root, first);
    },
  },
  {
    what: "a parameter is missing",
    change: edit("params.yaml", "  lr: 1e-5\n", ""),
    undo: edit("params.yaml", "train:\n", "train:\n  lr: 1e-5\n"),
  },
  {
    what: "the parameters are gone",
    change: (at) => rename(at("params.yaml"), at("away.yaml")),
    undo: (at) => rename(at("away.yaml"), at("params.yaml")),
  },
  {
    what: "a dependency is gone",
    change: (at) => rename(at("raw.txt"), at("away.txt")),
    undo: (at) => rename(at("away.txt"), at("raw.txt")),
  },
  {
    what: "an output becomes a folder",
    change: async (at, { write }) => {
      await rm(at("model.txt"));
      await write({ "model.txt/inside": "x" });
    },
  },
  { what: "the lock is deleted", change: (at) => rm(at("dvc.lock")) },
];

describe("after each edit both tools see the same changes", () => {
  let repository: TestRepository;
  const at = (file: string): string => path.join(repository.root, file);

  beforeAll(async () => {
    repository = await makeDvcRepository(files);
    await dvc(repository.root, "repro");
  });
  afterAll(() => repository.remove());

  async function changesBothSee(): Promise<readonly string[]> {
    const [theirs, ours] = [await dvcSays(repository.root), await weSay(repository.root)];
    expect(ours).toEqual(theirs);
    return theirs;
  }

  // One repository through all of them, so that each begins with what the tools left behind after the one before.
  test.each(mutations.map((mutation, index) => ({ ...mutation, byUs: index % 2 === 0 })))(
    "$what",
    async ({ change, harmless, undo, byUs }) => {
      await change(at, repository);
      expect((await changesBothSee()).length > 0).toBe(harmless !== true);
      await undo?.(at, repository);
      await (byUs ? trainyard(repository.root, "repro") : dvc(repository.root, "repro"));
      expect(await changesBothSee()).toEqual([]);
    },
  );
});

test("of imported data that was unfrozen and edited by hand", async () => {
  const repository = await makeDvcRepository({ "origin.txt": "one\n", "sub/kept.txt": "kept\n" });
  const at = (file: string): string => path.join(repository.root, file);
  const agreed = async (): Promise<readonly string[]> => {
    const theirs = await dvcSays(repository.root);
    expect(await weSay(repository.root)).toEqual(theirs);
    return theirs;
  };
  try {
    await dvc(repository.root, "import-url", "origin.txt", "here.txt");
    expect(await agreed()).toEqual([]);
    await appendFile(at("origin.txt"), "two\n");
    expect(await agreed()).toEqual([]);
    await dvc(repository.root, "unfreeze", "here.txt.dvc");
    expect(await agreed()).toEqual(["here.txt.dvc: origin.txt modified"]);
    const text = await readFile(at("here.txt.dvc"), "utf8");
    await repository.write({ "here.txt.dvc": text.replace("path: here.txt", "path: sub/kept.txt") });
    expect(await agreed()).toContain("here.txt.dvc: changed checksum");
    await rm(at("origin.txt"));
    expect(await agreed()).toContain("here.txt.dvc: origin.txt deleted");
  } finally {
    await repository.remove();
  }
});

test("of parameters that Python never finds equal to what is recorded of them", async () => {
  const keys = (file: string, names: string): string => `    - ${file}: [${names}]\n`;
  const repository = await makeDvcRepository({
    "dvc.yaml": `stages:\n  s:\n    cmd: echo\n    params:\n${keys("p.toml", "a, l, t, n.x")}${keys("p.py", "A, B, C, D")}${keys("p.json", "a, l")}${keys("p.yaml", "a, l, m")}  whole:\n    cmd: echo\n    params: [{p.py: }, {p.toml: }, {p.yaml: }]\n`,
    "p.toml": "a = nan\nl = [1.0, nan]\nt = {x = nan, y = 1}\nfine = [1, 2]\n[n]\nx = nan\n",
    "p.py": 'A = ((1, 2), 3)\nB = (1, 2)\nC = [(1, 2), 3]\nD = {"k": (1, (2, 3))}\nE = [()]\n',
    "p.json": '{"a": NaN, "l": [NaN]}\n',
    "p.yaml": "a: .nan\nl: [.nan]\nm: {x: .nan}\n",
  });
  try {
    await dvc(repository.root, "repro");
    const said = await dvcSays(repository.root);
    expect(said).toContain("s: p.py:A modified");
    expect(said).not.toContain("s: p.yaml:l modified");
    expect(await weSay(repository.root)).toEqual(said);
  } finally {
    await repository.remove();
  }
});

test("of a dependency that is listed twice", async () => {
  const repository = await makeDvcRepository({
    "dvc.yaml": "stages:\n  s:\n    cmd: cp in out\n    deps: [in, ./in, in]\n    outs: [out]\n",
    in: "1\n",
  });
  const lock = () => readFile(path.join(repository.root, "dvc.lock"), "utf8");
  try {
    await dvc(repository.root, "repro");
    const written = await lock();
    await rm(path.join(repository.root, "dvc.lock"));
    await trainyard(repository.root, "repro");
    expect(await lock()).toBe(written);
    await repository.write({ in: "2\n" });
    expect(await weSay(repository.root)).toEqual(await dvcSays(repository.root));
    const { stages } = await trainyardJson<{ stages: { why: unknown[] }[] }>(repository.root, "status");
    expect(stages[0]?.why).toHaveLength(1);
  } finally {
    await repository.remove();
  }
});

test("of the files in folders, as dvc data status tells of them", async () => {
  const repository = await makeDvcRepository({
    "dvc.yaml": "stages:\n  s:\n    cmd: cp -r data made\n    deps: [data, plain]\n    outs: [made]\n",
    "plain/x": "x\n",
    ".gitignore": "/data\n",
  });
  const { root, write } = repository;
  try {
    await write({ "data/kept": "1\n", "data/gone": "2\n", "data/sub/edited": "3\n" });
    await dvc(root, "add", "data");
    await dvc(root, "repro");
    await rm(path.join(root, "data/gone"));
    await write({ "data/sub/edited": "4\n", "data/sub/new": "n\n", "made/more": "m\n", "plain/x": "y\n" });
    const { uncommitted } = (await dvcJson(root, "data", "status", "--granular")) as {
      uncommitted: Record<string, readonly string[]>;
    };
    const theirs = Object.entries({ new: "added", modified: "modified", deleted: "deleted" }).flatMap(
      ([change, name]) =>
        (uncommitted[name] ?? []).filter((file) => !file.endsWith("/")).map((file) => `${file} ${change}`),
    );
    const { stages } = await trainyardJson<{
      stages: { why: { kind: string; path: string; files?: { path: string; change: string }[] }[] }[];
    }>(root, "status", "--granular");
    const why = stages.flatMap((stage) => stage.why);
    const ours = why
      .filter(({ kind }) => kind === "out")
      .flatMap(({ files: changed = [] }) => changed.map((file) => `${file.path} ${file.change}`));
    expect(ours.toSorted()).toEqual(theirs.toSorted());
    expect(ours).toHaveLength(4);
    expect(why.find((reason) => reason.path === "data" && reason.kind === "dep")?.files).toHaveLength(3);
    // What only a stage reads is in no cache, so nobody knows what was in it.
    expect(why.find((reason) => reason.path === "plain")).not.toHaveProperty("files");
  } finally {
    await repository.remove();
  }
});
