import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { cacheFiles } from "../../server/src/workspace/files.ts";
import type { Snapshot } from "../../server/src/workspace/snapshot.ts";
import { createWorkspace, type Workspace } from "../../server/src/workspace/workspace.ts";
import { longLock, longParams } from "../bench/long-files.ts";
import { fuzzRounds } from "../support/fuzz-rounds.ts";
import { generatePipeline } from "../support/generated-pipelines/generate.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { createRandom, type Random } from "../support/random.ts";
import { typeSomething } from "../support/random-typing.ts";

/**
 * After each of many edits, what the server knows of a repository is what it would know had it just been opened.
 */
const edits = fuzzRounds(30);

const timeout = 60_000 + edits * 60;
const root = "/repository";

type Files = Readonly<Record<string, string>>;

function workspaceOf(files: Files): Workspace {
  const absolute = Object.entries({ ".dvc/config": "", ...files }).map(([file, text]) => [
    `${root}/${file}`,
    text,
  ]);
  return createWorkspace(cacheFiles(memoryFiles(Object.fromEntries(absolute))));
}

/** All that rules and features see, without functions, which are never equal. */
function knowledgeOf({ pipeline, problems, lock, values }: Snapshot): object {
  return {
    problems: problems(),
    parameters: values("params.yaml"),
    files: pipeline.files.map((file) => ({
      ...file,
      variables: { values: file.variables.values, complete: file.variables.complete },
      lock: lock(file.path.replace(/yaml$/, "lock")),
    })),
  };
}

function snapshotOf(workspace: Workspace): Snapshot {
  return workspace.locate(`${root}/dvc.yaml`).snapshot;
}

/** Edits a repository many times; gives what differed first, as text that says how to see it again. */
function firstDifference(name: string, files: Files, random: Random, count: number): string | undefined {
  const disk = { ...files };
  const texts: Record<string, string> = {};
  const opened = Object.keys(files).filter((file) => /dvc\.yaml$|params\.yaml$|dvc\.lock$/.test(file));
  const workspace = workspaceOf(disk);
  for (let edit = 0; edit < count; edit += 1) {
    const file =
      random.below(4) > 0 ? (opened.find((each) => each.endsWith("dvc.yaml")) ?? "") : random.pick(opened);
    const before = texts[file] ?? files[file] ?? "";
    // Now and then everything is undone, because edits upon edits leave nothing that is sound.
    texts[file] = random.below(12) === 0 ? (files[file] ?? "") : typeSomething(before, random);
    workspace.setText(`${root}/${file}`, texts[file]);
    const fresh = workspaceOf(disk);
    for (const [each, text] of Object.entries(texts)) fresh.setText(`${root}/${each}`, text);
    if (!isDeepStrictEqual(knowledgeOf(snapshotOf(workspace)), knowledgeOf(snapshotOf(fresh)))) {
      return JSON.stringify({ name, edit, file, before, after: texts[file] });
    }
  }
  return undefined;
}

const everyday = `vars:
  - base: 1
    names: [a, b]
stages:
  prepare:
    cmd: python prepare.py --base \${base} \${missing}
    deps:
      - prepare.py
      - data/raw
    outs:
      - data/ready
  # in between
  each:
    foreach: \${names}
    do:
      cmd: python each.py \${item}
      deps:
        - data/ready
      params:
        - lr
        - other.yaml:
            - x
      outs:
        - out/\${item}:
            cache: false
  text:
    cmd: >-
      python text.py
      --long
    desc: "quoted"
    deps: []
    vars:
      - other.yaml
    plots:
      - plot.csv:
          x: step
  grid:
    matrix:
      lr: [1, 2]
      name: \${names}
    cmd: python grid.py \${item.lr} \${key}
metrics:
  - m.json
artifacts:
  model:
    path: out/a
    type: model
`;

describe("what the server knows after an edit is what it would know from the start", () => {
  test("of a pipeline with something of everything", { timeout }, () => {
    const files = {
      "dvc.yaml": everyday,
      "params.yaml": "lr: 0.1\nmodel:\n  depth: 3\n",
      "other.yaml": "x: 1\n",
    };
    expect(firstDifference("everyday", files, createRandom(1), edits)).toBeUndefined();
  });

  test("of a pipeline with long files beside it", { timeout }, () => {
    const pipeline = everyday.replace("--base", "--rate ${group7.key1} ${group9} --base");
    const files = {
      "dvc.yaml": pipeline.replace("      - lr\n", "      - lr\n      - group3\n      - group1500.key9\n"),
      "params.yaml": `lr: 0.1\n${longParams(2_000)}text: "a\\tb"\nlist: [1, 2]\n`,
      "other.yaml": "x: 1\n",
      "dvc.lock": longLock(700),
    };
    expect(firstDifference("long files", files, createRandom(2), edits / 6)).toBeUndefined();
  });

  test("of generated pipelines", { timeout }, () => {
    for (let seed = 0; seed < edits / 30; seed += 1) {
      const { name, files } = generatePipeline(seed);
      expect(firstDifference(name, files, createRandom(seed), 20)).toBeUndefined();
    }
  });

  const corpus = path.join(import.meta.dirname, "../../../shared/corpus/results.jsonl");
  test.skipIf(!existsSync(corpus))("of real pipelines", { timeout }, () => {
    const repositories = readFileSync(corpus, "utf8").trim().split("\n");
    const each = Math.ceil(edits / repositories.length);
    const step = Math.max(1, Math.floor(repositories.length / edits));
    for (const [seed, line] of repositories.entries()) {
      if (seed % step !== 0) continue;
      const { repo, files: names } = JSON.parse(line) as { repo: string; files: readonly string[] };
      const folder = path.join(path.dirname(corpus), repo.replace("/", "__"));
      const texts = names
        .filter((name) => existsSync(path.join(folder, name)))
        .map((name) => [name, readFileSync(path.join(folder, name), "utf8")] as const)
        .filter(([, text]) => text.length < 30_000);
      const files: Files = Object.fromEntries(texts);
      if (!Object.keys(files).some((name) => name.endsWith("dvc.yaml"))) continue;
      expect(firstDifference(repo, files, createRandom(seed), each)).toBeUndefined();
    }
  });
});
