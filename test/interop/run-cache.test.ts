import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

/** Each command leaves a line in a file that no stage knows, so that what ran can be counted. */
const files = {
  "dvc.yaml": `
stages:
  prepare:
    cmd: echo prepare >> ../ran.txt && mkdir -p parts/deep && cp ../raw.txt parts/deep/a.txt
    wdir: work
    deps: [../raw.txt]
    outs: [parts]
  train:
    cmd: echo train >> ran.txt && cp work/parts/deep/a.txt model.txt && echo 0.5 > metrics.yaml
    deps: [work/parts]
    params: [lr, list, nested]
    outs: [model.txt]
    metrics:
      - metrics.yaml: {cache: false}
  grow:
    cmd: echo grow >> ran.txt && cat model.txt >> grown.txt
    deps: [model.txt]
    outs:
      - grown.txt: {persist: true}
`,
  "params.yaml": "lr: 1e-5\nlist: [1, 2.0, null, é]\nnested: {b: true, a: 'x'}\n",
  "raw.txt": "one\n",
  "work/readme.md": "",
  ".gitignore": "/ran.txt\n",
};

const made = ["dvc.lock", "work/parts", "model.txt", "metrics.yaml", "ran.txt"];

async function makePlace() {
  const repository = await makeDvcRepository(files);
  onTestFinished(repository.remove);
  const at = (file: string): string => path.join(repository.root, file);
  return {
    root: repository.root,
    at,
    loseResults: () => Promise.all(made.map((file) => rm(at(file), { recursive: true, force: true }))),
    ran: () => readFile(at("ran.txt"), "utf8").catch(() => ""),
  };
}

// A stage that only adds to its output cannot be restored: neither tool may take it from the run cache.
describe("the run cache", () => {
  test("dvc restores what we ran", async () => {
    const { root, at, loseResults, ran } = await makePlace();
    await trainyard(root, "repro");
    await loseResults();
    const told = await dvc(root, "repro");
    expect(told.match(/is cached - skipping run/g)).toHaveLength(2);
    expect(await ran()).toBe("grow\n");
    expect(await readFile(at("model.txt"), "utf8")).toBe("one\n");
    expect(await dvcJson(root, "status")).toEqual({});
  });

  test("what is restored of a folder is recorded as it is seen", async () => {
    const { root, at, ran } = await makePlace();
    await trainyard(root, "repro");
    await writeFile(at(".dvcignore"), "/work/parts/deep/a.txt\n");
    await rm(at("ran.txt"));
    await trainyard(root, "repro");
    expect(await ran()).not.toContain("prepare");
    expect(await dvcJson(root, "status")).toEqual({});
  });

  test("we restore what dvc ran", async () => {
    const { root, at, loseResults, ran } = await makePlace();
    await dvc(root, "repro");
    await loseResults();
    const { stages } = await trainyardJson<{ stages: readonly { address: string; action: string }[] }>(
      root,
      "repro",
    );
    expect(stages).toMatchObject([
      { address: "prepare", action: "cached" },
      { address: "train", action: "cached" },
      { address: "grow", action: "run" },
    ]);
    expect(await ran()).toBe("grow\n");
    expect(await readFile(at("model.txt"), "utf8")).toBe("one\n");
    expect(await readFile(at("metrics.yaml"), "utf8")).toBe("0.5\n");
    expect(await dvcJson(root, "status")).toEqual({});
  });

  test("an experiment of ours is there for dvc, and one of dvc's for us", async () => {
    const { root, ran } = await makePlace();
    await trainyard(root, "exp", "run", "-S", "lr=0.1");
    await dvc(root, "exp", "run", "-S", "lr=0.2", "--temp");
    await rm(path.join(root, "ran.txt"), { force: true });
    await dvc(root, "repro", "train", "--single-item", "--force", "--dry");
    await dvc(root, "exp", "run", "-S", "lr=0.1", "train");
    expect(await ran()).toBe("");
    await trainyard(root, "exp", "run", "-S", "lr=0.2", "train", "--in-place");
    expect(await ran()).toBe("");
  });
});
