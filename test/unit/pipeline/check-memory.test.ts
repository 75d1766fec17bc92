import { expect, test } from "vitest";
import { checkSteps, type CheckWorld } from "#core/pipeline/check";
import { createCheckMemory } from "#core/pipeline/check-memory";
import { loadPipeline } from "#core/pipeline/load";

const text = `stages:
  train:
    cmd: python train.py
    outs:
      - model
  test:
    wdir: tests
    cmd: python test.py
`;

const pipeline = loadPipeline(["dvc.yaml"], { read: (path) => (path === "dvc.yaml" ? text : undefined) });

function worldWith(files: readonly string[], asked: string[] = []): CheckWorld {
  return {
    exists: (path) => {
      asked.push(path);
      return files.includes(path);
    },
    locks: () => undefined,
    read: () => undefined,
  };
}

const all = ["train.py", "tests", "tests/test.py"];

test("a file that goes away is missed by a stage that was sound before", () => {
  const memory = createCheckMemory();
  const before = [...checkSteps(pipeline, worldWith(all), memory)].flat();
  const without = worldWith(["tests", "tests/test.py"]);
  const after = [...checkSteps(pipeline, without, memory)].flat();
  expect(before.map(({ code }) => code)).not.toContain("cmd/script-missing");
  expect(after).toEqual([...checkSteps(pipeline, without)].flat());
  expect(after.map(({ code }) => code)).toContain("cmd/script-missing");
});

test("a stage that another one made sound is looked at again without the other", () => {
  const memory = createCheckMemory();
  const files = ["train.py", "tests/test.py"];
  const maker = text.replace("- model", "- tests");
  const load = (source: string) => loadPipeline(["dvc.yaml"], { read: () => source });
  const [train] = load(text).stages;
  if (train === undefined) throw new Error("The text has two stages.");
  const withMaker = load(maker);
  const alone = { ...withMaker, stages: [train, ...withMaker.stages.slice(1)] };
  expect([...checkSteps(withMaker, worldWith(files), memory)].flat().map(({ code }) => code)).not.toContain(
    "dvc/wdir-missing",
  );
  expect([...checkSteps(alone, worldWith(files), memory)].flat().map(({ code }) => code)).toContain(
    "dvc/wdir-missing",
  );
});
