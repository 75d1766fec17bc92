import { expect, test } from "vitest";
import type { FileSource } from "#core/metrics/file-source";
import { showMetrics } from "#core/metrics/show-metrics";
import { showParams } from "#core/metrics/show-params";
import type { ShownFiles } from "#core/metrics/shown-file";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { loadPipeline } from "#core/pipeline/load";

/** The files of a repository as they would lie on a disk. */
function sourceOf(files: Readonly<Record<string, string>>): FileSource {
  const names = Object.keys(files);
  return {
    list: async (path) => names.filter((name) => name === path || name.startsWith(`${path}/`)),
    stamp: async (path) => files[path],
    read: async (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
  };
}

const pipelineOf = (files: Readonly<Record<string, string>>) =>
  loadPipeline(["dvc.yaml"], { read: (path) => files[path] });

function told(shown: ShownFiles): string[] {
  return [...shown].map(([file, of]) => `${file} ${of.kind === "values" ? plainJson(of.values) : of.kind}`);
}

test("metrics: what is a number, text or a flag, wherever it is listed", async () => {
  const files = {
    "dvc.yaml":
      "stages: {a: {cmd: x, metrics: [m.json, dir, gone.json]}}\nmetrics: [top.yaml, bare.yaml, zero.yaml]\n",
    "m.json": '{"acc": 0.5, "none": null, "list": [1], "deep": {"n": 1, "empty": {}}}',
    "dir/a.yaml": "x: true\nwhen: 2020-01-01\n",
    "top.yaml": "[",
    "bare.yaml": "0.5",
    "zero.yaml": "0",
  };
  expect(told(await showMetrics(pipelineOf(files), sourceOf(files)))).toEqual([
    'm.json {"acc":0.5,"deep":{"n":1}}',
    'dir/a.yaml {"x":true}',
    "gone.json missing",
    "top.yaml unreadable",
    "bare.yaml 0.5",
    "zero.yaml {}",
  ]);
  expect(told(await showMetrics(pipelineOf(files), sourceOf(files), ["dir"]))).toEqual([
    'dir/a.yaml {"x":true}',
  ]);
});

test("params: tracked keys, whole files, and what expressions take from others", async () => {
  const files = {
    "dvc.yaml": `
vars: [config.yaml]
stages:
  a:
    cmd: echo \${deep.b} \${list[-1]} \${unused}
    params: [lr, {p.json: ["tr*.x", "list.1"], "whole.toml": null}]
  g:
    foreach: \${list}
    do: {cmd: "echo \${item}"}
params: [top.yaml]
`,
    "params.yaml": "lr: 1\nother: 2\nunused: 3\n",
    "p.json": '{"train": {"x": 1, "y": 2}, "trial": {"x": 3}, "list": [4, 5, 6]}',
    "whole.toml": "a = 1\n",
    "top.yaml": "t: 1\n",
    "config.yaml": "deep: {b: 1, c: 2}\nlist: [7, 8]\n",
  };
  const all = told(await showParams(pipelineOf(files), sourceOf(files)));
  expect(all).toEqual([
    'params.yaml {"lr":1,"other":2,"unused":3}',
    'p.json {"train":{"x":1},"trial":{"x":3},"list":[null,5]}',
    'whole.toml {"a":1}',
    'top.yaml {"t":1}',
    'config.yaml {"deep.b":1,"list.1":8,"list.0":7}',
  ]);
  expect(told(await showParams(pipelineOf(files), sourceOf(files), { depsOnly: true }))).toEqual([
    'params.yaml {"lr":1}',
    ...all.slice(1, 3),
    ...all.slice(4),
  ]);
});
