import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { withRepository, writeRepository } from "../../support/agreement.ts";
import { isDvcError } from "../../support/dvc-judge.ts";
import { generatePipeline } from "../../support/generated-pipelines/generate.ts";
import { edits } from "../../support/generated-pipelines/random-edits.ts";
import { seededRandom } from "../../support/generated-pipelines/random.ts";
import { test } from "../../support/interop.ts";
import { judgedFolder } from "../../support/judged-folder.ts";
import { statusDisagreements } from "../../support/status-agreement.ts";

const judged = judgedFolder();

const editsOfEach = 7;

/** Records a generated pipeline, then changes one thing after the other and asks both each time. */
async function followEdits(seed: number): Promise<string[]> {
  const pipeline = generatePipeline(seed);
  const random = seededRandom(seed + 1);
  return withRepository(judged.folder, pipeline, async (root) => {
    const graph = await judged.judge.ask(root, "graph");
    if (isDvcError(graph) || isDvcError(await judged.judge.ask(root, "commit"))) return [];
    const done: string[] = [];
    for (let step = 0; step <= editsOfEach; step += 1) {
      const found = await statusDisagreements(judged.judge, root);
      if (found.length > 0) return found.map((line) => `${pipeline.name}, after ${done.join(", ")}: ${line}`);
      const what = random.pick(Object.keys(edits));
      await edits[what]?.(root, random);
      done.push(what);
    }
    return [];
  });
}

describe("after each edit, both see the same changes", () => {
  const seeds = Array.from({ length: 8 }, (_, index) => 500 + index * 5);
  test.each(seeds)("repositories of 5 seeds from %i on", async (first) => {
    const found: string[] = [];
    for (let seed = first; seed < first + 5; seed += 1) found.push(...(await followEdits(seed)));
    expect(found).toEqual([]);
  });
});

/** Public pipelines, if this machine has them; they are read in place, and nothing of them is run. */
const corpus = process.env["TRAINYARD_CORPUS"] ?? path.join(import.meta.dirname, "../../../../shared/corpus");

describe("of public pipelines without their data, both say the same", () => {
  const list = path.join(corpus, "results.jsonl");
  test("in all repositories that dvc loads", async ({ skip }) => {
    skip(!existsSync(list), `there are none in ${corpus}`);
    const lines = (await readFile(list, "utf8")).split("\n").filter(Boolean);
    const found: string[] = [];
    for (const line of lines) {
      const { repo, ok, roots } = JSON.parse(line) as { repo: string; ok: boolean; roots: readonly string[] };
      if (!ok) continue;
      for (const below of roots) found.push(...(await askOfCorpus(repo, below)));
    }
    expect(found).toEqual([]);
  });
});

/** What DVC asks the network for, and where it breaks down over data of DVC 2 outside of the repository. */
const isBeyondUs = /^only DVC says: .*:\/\/|NoCredentialsError|AssertionError/;

async function askOfCorpus(repo: string, below: string): Promise<string[]> {
  const root = path.join(judged.folder, "public");
  await mkdir(root);
  try {
    await cp(path.join(corpus, repo.replace("/", "__"), below), root, { recursive: true });
    await writeRepository(root, existsSync(path.join(root, ".dvcignore")) ? {} : { ".dvcignore": "" });
    const found = await statusDisagreements(judged.judge, root);
    return found.filter((line) => !isBeyondUs.test(line)).map((line) => `${repo} ${below}: ${line}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
