import { describe, expect } from "vitest";
import { loadDisagreements, withRepository } from "../../support/agreement.ts";
import { readBreakages } from "../../support/generated-pipelines/breakages.ts";
import { generatePipeline, oddPipelines } from "../../support/generated-pipelines/generate.ts";
import type { GeneratedPipeline } from "../../support/generated-pipelines/generate.ts";
import { test } from "../../support/interop.ts";
import { judgedFolder } from "../../support/judged-folder.ts";

const judged = judgedFolder();

/** What DVC and ours do not load alike, of each repository by its name. */
async function disagreements(pipelines: readonly GeneratedPipeline[]): Promise<string[]> {
  const found: string[] = [];
  for (const pipeline of pipelines) {
    const ofOne = await withRepository(judged.folder, pipeline, (root) =>
      loadDisagreements(judged.judge, root, pipeline),
    );
    found.push(...ofOne.map((line) => `${pipeline.name}: ${line}`));
  }
  return found;
}

const seeds = Array.from({ length: 8 }, (_, index) => index * 25);

describe("what dvc loads, ours loads alike", () => {
  test.each(seeds)("repositories of 25 seeds from %i on", async (first) => {
    const pipelines = Array.from({ length: 25 }, (_, index) => generatePipeline(first + index));
    expect(await disagreements(pipelines)).toEqual([]);
  });

  test("the odd sides of YAML", async () => {
    expect(await disagreements(oddPipelines)).toEqual([]);
  });
});

describe("what dvc refuses, ours refuses", () => {
  const groups = new Map<string, GeneratedPipeline[]>();
  for (const pipeline of readBreakages()) {
    const [what = ""] = pipeline.name.split(": ");
    groups.set(what, [...(groups.get(what) ?? []), pipeline]);
  }
  test.each([...groups])("%s", async (_, pipelines) => {
    expect(await disagreements(pipelines)).toEqual([]);
  });
});
