import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { folderSource } from "#core/metrics/folder-source";
import { readMetrics } from "#core/metrics/read-metrics";
import { readParams } from "#core/metrics/read-params";
import { loadPipeline } from "#core/pipeline/load";

import { makeTempFolder } from "../../support/temp-folder.ts";

let temp: Awaited<ReturnType<typeof makeTempFolder>>;

beforeEach(async () => {
  temp = await makeTempFolder();
});
afterEach(() => temp.remove());

/** Writes the files and loads the dvc.yaml that is among them. */
async function open(files: Record<string, string>) {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(temp.folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(temp.folder, file), text);
  }
  const pipeline = loadPipeline(["dvc.yaml"], { read: (file) => files[file] });
  return { pipeline, source: folderSource(temp.folder) };
}

function plain(values: ReadonlyMap<string, ReadonlyMap<string, unknown>>) {
  return Object.fromEntries([...values].map(([file, entries]) => [file, Object.fromEntries(entries)]));
}

describe("readMetrics", () => {
  const dvcYaml = `
stages:
  a:
    cmd: x
    metrics:
      - out.json: {cache: false}
      - folder
metrics:
  - top.yaml
`;

  test("reads outputs, folders and top-level files, flattened, without what is no metric", async () => {
    const { pipeline, source } = await open({
      "dvc.yaml": dvcYaml,
      "out.json":
        '{"step": 3, "train": {"loss": 0.5, "ok": true, "name": "x"}, "none": null, "list": [1], "empty": {}}',
      "folder/a.json": '{"acc": 1.0}',
      "folder/sub/b.yaml": "acc: 2\nday: 2024-01-01\n",
      "top.yaml": "0.25\n",
    });
    const { values, problems } = await readMetrics(pipeline, source);
    expect(problems).toEqual([]);
    expect(plain(values)).toEqual({
      "out.json": { step: 3n, "train.loss": 0.5, "train.ok": true, "train.name": "x" },
      "folder/a.json": { acc: 1 },
      "folder/sub/b.yaml": { acc: 2n },
      "top.yaml": { "": 0.25 },
    });
  });

  test("keeps the others when one file is broken, and says which", async () => {
    const { pipeline, source } = await open({
      "dvc.yaml": dvcYaml,
      "out.json": '{"acc": 0.',
      "top.yaml": "acc: 1\n",
    });
    const { values, problems } = await readMetrics(pipeline, source);
    expect(plain(values)).toEqual({ "top.yaml": { acc: 1n } });
    expect(problems.map((problem) => problem.file)).toEqual(["out.json"]);
  });

  test("says nothing of files that are not there yet", async () => {
    const { pipeline, source } = await open({ "dvc.yaml": dvcYaml });
    expect(await readMetrics(pipeline, source)).toEqual({ values: new Map(), problems: [] });
  });

  test("refuses a file that is no text", async () => {
    const { pipeline, source } = await open({ "dvc.yaml": dvcYaml });
    await writeFile(path.join(temp.folder, "out.json"), new Uint8Array([0xff, 0x00]));
    const { problems } = await readMetrics(pipeline, source);
    expect(problems[0]?.message).toBe(
      '"out.json" cannot be shown: it is not UTF-8 text; write it as JSON or YAML.',
    );
  });
});

describe("readParams", () => {
  test("reads tracked keys, whole files and params.yaml in any case", async () => {
    const { pipeline, source } = await open({
      "dvc.yaml": `
stages:
  a:
    cmd: x
    params:
      - other.json:
          - train
          - seed
          - missing
      - whole.yaml:
params:
  - top.yaml
`,
      "params.yaml": "lr: 0.1\nlayers: [1, 2]\n",
      "other.json": '{"seed": 1, "train": {"lr": 0.5, "deep": {"a": null}}, "unused": 2}',
      "whole.yaml": "x: 1\nt: {y: z}\n",
      "top.yaml": "a: {b: c}\n",
    });
    const { values, problems } = await readParams(pipeline, source);
    expect(problems).toEqual([]);
    expect(plain(values)).toEqual({
      "other.json": { "train.lr": 0.5, "train.deep.a": null, seed: 1n },
      "whole.yaml": { x: 1n, "t.y": "z" },
      "top.yaml": { "a.b": "c" },
      "params.yaml": { lr: 0.1, layers: [1n, 2n] },
    });
  });

  test("takes the whole file when one stage tracks it as a whole", async () => {
    const { pipeline, source } = await open({
      "dvc.yaml": "stages:\n  a: {cmd: x, params: [p.yaml: [k]]}\n  b: {cmd: y, params: [p.yaml: ]}\n",
      "p.yaml": "k: 1\nl: 2\n",
    });
    expect(plain((await readParams(pipeline, source)).values)).toEqual({ "p.yaml": { k: 1n, l: 2n } });
  });
});
