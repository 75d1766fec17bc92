import { expect, test } from "vitest";

import { listParameters } from "#core/parameters";
import { loadPipeline } from "#core/pipeline/load";

const files = new Map([
  [
    "dvc.yaml",
    `vars: [extra.yaml]
stages:
  prepare:
    cmd: echo \${seed}
    params: [split]
  train:
    cmd: echo \${train.lr} \${size}
    params:
      - train
      - conf.json: [depth]
  each:
    foreach: \${kinds}
    do:
      cmd: echo \${item}
`,
  ],
  [
    "params.yaml",
    "seed: 7\nsplit: {test: 0.2}\ntrain:\n  lr: 0.1\n  on: true\nkinds: [a, b]\nname: x\nnone:\n",
  ],
  ["extra.yaml", "size: 3\n"],
  ["conf.json", '{"depth": 2, "width": 1.5}'],
]);

test("parameters are the leaves of the files that stages read, with the stages that read them", () => {
  const read = (path: string) => files.get(path);
  const listed = listParameters(loadPipeline(["dvc.yaml"], { read }), read);
  const shown = listed.map(({ file, key, type, usedBy }) => `${file}:${key} ${type} ${usedBy.join(",")}`);
  expect(shown).toEqual([
    "params.yaml:seed integer prepare",
    "params.yaml:split.test float prepare",
    "params.yaml:train.lr float train",
    "params.yaml:train.on boolean train",
    "params.yaml:kinds list each@a,each@b",
    "params.yaml:name string ",
    "params.yaml:none null ",
    "conf.json:depth integer train",
    "conf.json:width float ",
    "extra.yaml:size integer train",
  ]);
});
