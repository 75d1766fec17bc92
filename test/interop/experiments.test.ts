import { appendFile, chmod, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

const files = {
  "dvc.yaml": `
stages:
  prepare:
    cmd: mkdir -p data && cp raw.txt data/all.txt
    deps: [raw.txt]
    outs: [data]
  train:
    cmd: sh train.sh \${train.lr}
    deps: [data, train.sh]
    params: [train]
    outs: [model.txt]
    metrics:
      - metrics.json: {cache: false}
    plots:
      - loss.tsv: {cache: false}
metrics: [metrics.json]
`,
  "params.yaml": "# How to train.\ntrain:\n  lr: 0.1 # step\n  layers:\n  - 3\n  - 1.0\nname: é\n",
  "raw.txt": "one\ntwo\n",
  "train.sh": `
cat data/all.txt > model.txt; echo $1 >> model.txt
echo '{"loss": '$1', "deep": {"n": 3, "none": null, "text": "é"}}' > metrics.json
printf "step\tloss\n0\t$1\n" > loss.tsv
`,
};

/** A repository whose pipeline was reproduced and committed. */
async function makeBaseline(): Promise<TestRepository> {
  const repository = await makeDvcRepository(files);
  await dvc(repository.root, "repro");
  await repository.commit("Reproduce");
  return repository;
}

/** One row of the table of experiments, whoever printed it. */
interface Row {
  readonly rev: string;
  readonly params: unknown;
  readonly metrics: unknown;
  readonly deps: Readonly<Record<string, Recorded>>;
  readonly outs: Readonly<Record<string, Recorded>>;
}

interface Recorded {
  readonly hash: string | null;
  readonly size: number | null;
  readonly nfiles: number | null;
}

interface DvcState {
  readonly data: Row & { readonly params: DvcFiles; readonly metrics: DvcFiles };
  readonly experiments: readonly { readonly name: string; readonly revs: readonly [DvcState] }[] | null;
}

type DvcFiles = Readonly<Record<string, { readonly data: unknown }>>;
type Rows = Readonly<Record<string, Row>>;

async function dvcRows(root: string): Promise<Rows> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the shape that dvc documents
  const states = (await dvcJson(root, "exp", "show")) as readonly DvcState[];
  const values = (of: DvcFiles) =>
    Object.fromEntries(Object.entries(of).map(([file, { data }]) => [file, data]));
  const recorded = (of: Row["outs"]) =>
    Object.fromEntries(
      Object.entries(of).map(([file, { hash, size, nfiles }]) => [file, { hash, size, nfiles }]),
    );
  const experiments = states.flatMap((state) => state.experiments ?? []);
  return Object.fromEntries(
    experiments.map(({ name, revs: [{ data }] }) => [
      name,
      {
        rev: data.rev,
        params: values(data.params),
        metrics: values(data.metrics),
        deps: recorded(data.deps),
        outs: recorded(data.outs),
      },
    ]),
  );
}

async function ourRows(root: string): Promise<Rows> {
  const { baselines } = await trainyardJson<{
    baselines: readonly { experiments: readonly (Row & { name: string; state: string })[] }[];
  }>(root, "exp", "show");
  const experiments = baselines.flatMap((baseline) => baseline.experiments);
  expect(new Set(experiments.map(({ state }) => state))).toEqual(new Set(["success"]));
  return Object.fromEntries(
    experiments.map(({ name, rev, params, metrics, deps, outs }) => [
      name,
      { rev, params, metrics, deps, outs },
    ]),
  );
}

const expectSettled = async (root: string): Promise<void> => {
  expect(await dvcJson(root, "status")).toEqual({});
  const { stages } = await trainyardJson<{ stages: readonly { state: string }[] }>(root, "status");
  expect(stages.map(({ state }) => state)).toEqual(["up-to-date", "up-to-date"]);
};

describe("our experiments, in the hands of dvc", () => {
  let repository: TestRepository;
  let root: string;
  const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");

  beforeAll(async () => {
    repository = await makeBaseline();
    ({ root } = repository);
    await trainyard(root, "exp", "run", "-n", "one", "-S", "train.lr=0.2");
    await trainyard(root, "exp", "run", "-n", "sweep", "-S", "train.lr=0.3,0.4,1e-5", "--jobs", "2");
    await trainyard(root, "exp", "run", "-n", "placed", "-S", "train.lr=0.5", "--in-place");
  });
  afterAll(() => repository.remove());

  test("are listed", async () => {
    const list = await dvc(root, "exp", "list", "--name-only");
    expect(list.trim().split("\n").toSorted()).toEqual(["one", "placed", "sweep-1", "sweep-2", "sweep-3"]);
  });

  test("are shown with our parameters, metrics, dependencies and outputs", async () => {
    const rows = await ourRows(root);
    expect(Object.keys(rows)).toHaveLength(5);
    expect(rows["sweep-3"]?.metrics).toMatchObject({ "metrics.json": { loss: 1e-5, deep: { n: 3 } } });
    expect(await dvcRows(root)).toEqual(rows);
  });

  test("differ from each other by the same values", async () => {
    const ours = await trainyardJson(root, "exp", "diff", "one", "sweep-3");
    expect(ours).toMatchObject({ params: { "params.yaml": { "train.lr": { old: 0.2, new: 1e-5 } } } });
    expect(await dvcJson(root, "exp", "diff", "one", "sweep-3")).toEqual(ours);
  });

  test("the one that ran in place has left its results in the workspace", async () => {
    expect(await read("model.txt")).toBe("one\ntwo\n0.5\n");
    await expectSettled(root);
  });

  test.each(["sweep-2", "placed"])("can be applied: %s", async (name) => {
    await dvc(root, "exp", "apply", name);
    const lr = name === "placed" ? "0.5" : "0.4";
    expect(await read("model.txt")).toBe(`one\ntwo\n${lr}\n`);
    expect(await read("params.yaml")).toBe(files["params.yaml"].replace("0.1", lr));
    await expectSettled(root);
  });

  test("can become a branch, get another name and be removed", async () => {
    await dvc(root, "exp", "branch", "one", "chosen");
    expect(await repository.run("rev-parse", "chosen^")).toBe(await repository.run("rev-parse", "HEAD"));
    await dvc(root, "exp", "rename", "one", "first");
    await dvc(root, "exp", "remove", "sweep-1", "placed");
    const rows = await ourRows(root);
    expect(Object.keys(rows).toSorted()).toEqual(["first", "sweep-2", "sweep-3"]);
    expect(await dvcRows(root)).toEqual(rows);
  });
});

describe("dvc's experiments, in our hands", () => {
  let repository: TestRepository;
  let root: string;
  const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");

  beforeAll(async () => {
    repository = await makeBaseline();
    ({ root } = repository);
    await dvc(root, "exp", "run", "-n", "one", "-S", "train.lr=0.2");
    await dvc(root, "exp", "run", "-n", "two", "-S", "train.lr=1e-5", "--temp");
    await dvc(root, "exp", "save", "-n", "saved");
  });
  afterAll(() => repository.remove());

  test("are shown with dvc's parameters, metrics, dependencies and outputs", async () => {
    const rows = await dvcRows(root);
    expect(Object.keys(rows).toSorted()).toEqual(["one", "saved", "two"]);
    expect(await ourRows(root)).toEqual(rows);
  });

  test("can be applied", async () => {
    await trainyard(root, "exp", "apply", "two");
    expect(await read("model.txt")).toBe("one\ntwo\n1e-05\n");
    expect(await read("metrics.json")).toContain("1e-05");
    await expectSettled(root);
    await trainyard(root, "exp", "apply", "one");
    expect(await read("model.txt")).toBe("one\ntwo\n0.2\n");
    await expectSettled(root);
  });

  test("can be removed", async () => {
    await trainyard(root, "exp", "remove", "one", "saved");
    expect((await dvc(root, "exp", "list", "--name-only")).trim()).toBe("two");
  });
});

/** States of a workspace in which an experiment is asked for. */
const workspaces: readonly { about: string; change: (repository: TestRepository) => Promise<unknown> }[] = [
  { about: "nothing changed", change: () => Promise.resolve() },
  {
    about: "code and data that Git tracks are edited",
    change: ({ write }) =>
      write({ "raw.txt": "other\n", "train.sh": `${files["train.sh"]}true\n`, "extra.txt": "" }),
  },
  {
    about: "a stage, its script and other files are new",
    change: ({ write }) =>
      write({
        "dvc.yaml": files["dvc.yaml"].replace(
          "metrics: [metrics.json]",
          "  more:\n    cmd: sh more.sh\n    deps: [more.sh, model.txt]\n    outs: [out/more.txt, {kept.txt: {cache: false}}]\nmetrics: [metrics.json]",
        ),
        "more.sh": "mkdir -p out && cp model.txt out/more.txt && echo 1 > kept.txt\n",
        "unrelated.txt": "x\n",
      }),
  },
  {
    about: "data that .dvc files track is edited, also what no stage reads, and an output is edited by hand",
    change: async (repository) => {
      const { root, write } = repository;
      await write({
        "dvc.yaml": files["dvc.yaml"].replace("deps: [raw.txt]", "deps: [raw.txt, source.csv, images]"),
        "source.csv": "1,2\n",
        "images/a.png": "a\n",
        "images/b.png": "b\n",
        "unread.csv": "3,4\n",
        "untouched.csv": "5,6\n",
        "tool.sh": "true\n",
      });
      await dvc(root, "add", "source.csv", "images", "unread.csv", "untouched.csv", "tool.sh");
      await appendFile(path.join(root, "source.csv.dvc"), "# From the survey.\n");
      await dvc(root, "repro");
      await repository.commit("Track data");
      await write({ "source.csv": "1,2\n7,8\n", "images/c.png": "c\n", "unread.csv": "9\n" });
      await rm(path.join(root, "images/a.png"));
      await chmod(path.join(root, "tool.sh"), 0o755);
      await write({ "data/all.txt": "by hand\n" });
    },
  },
  {
    about: "the lock is gone",
    change: async (repository) => {
      await repository.run("rm", "--quiet", "dvc.lock");
      await repository.commit("Forget the lock");
    },
  },
];

describe.each(workspaces)("where $about", ({ change }) => {
  async function make(): Promise<TestRepository> {
    const repository = await makeBaseline();
    onTestFinished(repository.remove);
    await change(repository);
    return repository;
  }

  /** What the commit of an experiment holds: files by their Git id, and the message. */
  async function commitOf(repository: TestRepository): Promise<readonly string[]> {
    const [ref = ""] = (
      await repository.run("for-each-ref", "--format=%(refname)", "refs/exps/*/*/same")
    ).split("\n");
    const [files, message] = [
      await repository.run("ls-tree", "-r", ref),
      await repository.run("log", "-1", "--format=%B", ref),
    ];
    return [...files.trim().split("\n"), message.trim()];
  }

  test("an experiment is the commit that dvc makes, from a worktree and in place", async () => {
    const [apart, placed, theirs] = [await make(), await make(), await make()];
    const request = ["exp", "run", "-n", "same", "-S", "train.lr=0.25"];
    await Promise.all([
      trainyard(apart.root, ...request),
      trainyard(placed.root, ...request, "--in-place"),
      dvc(theirs.root, ...request),
    ]);
    const expected = await commitOf(theirs);
    expect(await commitOf(apart)).toEqual(expected);
    expect(await commitOf(placed)).toEqual(expected);
  });
});
