import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { folderSource } from "#core/metrics/folder-source";
import { readCurves } from "#core/metrics/read-curves";
import { readMetrics } from "#core/metrics/read-metrics";
import { buildGraph } from "#core/pipeline/graph/graph";
import { loadPipeline } from "#core/pipeline/load";

import { findPython } from "../../scripts/setup/python.mjs";
import { makeTempFolder } from "../support/temp-folder.ts";

const run = promisify(execFile);
const sample = path.resolve(import.meta.dirname, "../../examples/digits");

const pipeline = loadPipeline(["dvc.yaml"], {
  read: (file) => (file.endsWith(".yaml") ? readFileSync(path.join(sample, file), "utf8") : undefined),
});

test("the sample's pipeline has no problems", () => {
  expect([...pipeline.problems, ...buildGraph(pipeline.stages).problems]).toEqual([]);
  expect(pipeline.stages.map((stage) => stage.name)).toEqual(["prepare", "train", "evaluate"]);
  expect(pipeline.files[0]?.artifacts).toMatchObject([
    { fullName: "digits", path: "models/digits.json", type: "model" },
  ]);
});

const interpreter = findPython();
if (interpreter === undefined)
  console.log("the digits sample: skipped, because there is no Python 3.8 or newer");

describe.skipIf(interpreter === undefined)("the digits sample", () => {
  let temp: Awaited<ReturnType<typeof makeTempFolder>>;
  let folder: string;

  const python = (...args: string[]) => run(interpreter ?? "python3", args, { cwd: folder });
  const read = (file: string) => readFile(path.join(folder, file), "utf8");
  const train = (lr: string, model: string) => {
    const options = `--seed 7 --hidden 8 --lr ${lr} --momentum 0.9 --batch-size 16 --epochs 3`;
    return python("src/train.py", "data/split", model, ...options.split(" "));
  };
  const accuracy = async (model: string) => {
    await python("src/evaluate.py", "data/split/test.csv", model, "evaluation");
    return (JSON.parse(await read("evaluation/metrics.json")) as { accuracy: number }).accuracy;
  };

  beforeAll(async () => {
    temp = await makeTempFolder();
    folder = path.join(temp.folder, "digits");
    await cp(sample, folder, { recursive: true });
    const fractions = ["--seed", "7", "--validation", "0.15", "--test", "0.2"];
    await python("src/prepare.py", "data/digits.csv.gz", "data/split", ...fractions);
    await train("0.02", "good.json");
  });
  afterAll(() => temp.remove());

  test("splits all images into three sets", async () => {
    const lines = async (name: string) => (await read(`data/split/${name}.csv`)).trimEnd().split("\n");
    const sets = await Promise.all(["train", "val", "test"].map(lines));
    expect(sets.map((set) => set.length)).toEqual([1168, 270, 359]);
    expect(sets.flat().every((line) => line.split(",").length === 65)).toBe(true);
  });

  test("logs each epoch in the layout of DVCLive", async () => {
    const curve = (await read("dvclive/plots/metrics/val/loss.tsv")).trimEnd().split("\n");
    expect(curve[0]).toBe("step\tloss");
    expect(curve.slice(1).map((line) => line.split("\t")[0])).toEqual(["1", "2", "3"]);
    const summary = JSON.parse(await read("dvclive/metrics.json")) as Record<string, unknown>;
    expect(Object.keys(summary)).toEqual(["step", "train", "val"]);
  });

  test("gives the same model for the same seed", async () => {
    await train("0.02", "again.json");
    expect(await read("again.json")).toBe(await read("good.json"));
  });

  test("is visibly worse with a tiny learning rate", async () => {
    await train("0.0003", "bad.json");
    const [good, bad] = [await accuracy("good.json"), await accuracy("bad.json")];
    expect(good).toBeGreaterThan(0.75);
    expect(bad).toBeLessThan(good - 0.2);
  });

  test("has curves, a confusion matrix and metrics where its dvc.yaml says", async () => {
    await accuracy("good.json");
    const curves = await readCurves(pipeline, folderSource(folder));
    expect(curves.problems).toEqual([]);
    expect(curves.series.map(({ file, field, x }) => [file.split("/").at(-2), field, x])).toEqual(
      ["loss", "accuracy"].flatMap((field) => ["train", "val"].map((set) => [set, field, [1, 2, 3]])),
    );
    expect(curves.tables).toMatchObject([
      { file: "evaluation/predictions.csv", columns: ["actual", "predicted"] },
    ]);
    expect(curves.images).toEqual(["evaluation/mistakes.svg"]);
    const { values } = await readMetrics(pipeline, folderSource(folder));
    expect([...(values.get("dvclive/metrics.json")?.keys() ?? [])]).toEqual([
      "step",
      "train.loss",
      "train.accuracy",
      "val.loss",
      "val.accuracy",
    ]);
    expect(values.get("evaluation/metrics.json")?.get("recall.3")).toBeTypeOf("number");
  });

  test("writes one row for each prediction and a picture of the mistakes", async () => {
    await accuracy("good.json");
    const rows = (await read("evaluation/predictions.csv")).trimEnd().split("\n");
    expect(rows[0]).toBe("actual,predicted");
    expect(rows).toHaveLength(360);
    expect(await read("evaluation/mistakes.svg")).toMatch(/^<svg xmlns[^]*\d read as \d[^]*<\/svg>\n$/);
  });
});
