import { describe, expect, it } from "vitest";
import { parseLock } from "#core/pipeline/lock/lock-file";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { brokenParams } from "#core/pipeline/status/broken-params";
import { stageStatus } from "#core/pipeline/status/status";
import { whatToObserve } from "#core/pipeline/status/what-to-observe";
import type { ContentHash, Observations, ParamsFile, StageStatus } from "#core/pipeline/status/status-model";
import { toValue } from "#core/pipeline/to-value";
import { isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { makeStage } from "../../support/make-stage.ts";
import type { StageSketch } from "../../support/make-stage.ts";

const inputMd5 = "b1946ac92492d2347c6235b4d2611184";
const outputMd5 = "9df15b8379dba0e80f956a13c0d0551e.dir";
const otherMd5 = "c4ca4238a0b923820dcc509a6f75849b";

const train: StageSketch = {
  cmd: "python train.py",
  deps: ["in.txt"],
  params: { "params.yaml": ["lr", "train"] },
  outs: ["model"],
};

function entryOf(params: string, cmd = "python train.py") {
  const indented = params.replace(/^(?=.)/gm, "        ");
  const text = `schema: '2.0'
stages:
  train:
    cmd: ${cmd}
    deps:
    - path: in.txt
      hash: md5
      md5: ${inputMd5}
    params:
      params.yaml:
${indented}
    outs:
    - path: model
      hash: md5
      md5: ${outputMd5}
`;
  return parseLock("dvc.lock", text).stages.get("train");
}

interface World {
  readonly params?: string | ParamsFile;
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly notInCache?: readonly string[];
}

function observed(world: World): Observations {
  const files = Object.entries({ "in.txt": inputMd5, model: outputMd5, ...world.files });
  return {
    hashes: new Map(
      files.flatMap(([path, md5]): [string, ContentHash][] => (md5 ? [[path, { md5, size: 1 }]] : [])),
    ),
    notInCache: new Set(world.notInCache),
    params: new Map([["params.yaml", paramsFile(world.params ?? "lr: 0.1\ntrain: {seed: 1}\n")]]),
  };
}

function paramsFile(given: string | ParamsFile): ParamsFile {
  if (typeof given !== "string") return given;
  const values = toValue(parseYaml("params.yaml", given).root);
  return { kind: "values", values: isMapping(values) ? values : new Map() };
}

/** One line a reason: `param params.yaml train.lr modified 0.1 -> 0.2`. */
function told(status: StageStatus): string[] {
  const show = (value: Value | undefined): string => (value === undefined ? "" : plainJson(value));
  const reasons = status.why.map(({ kind, path, key, leaf, change, from, to, note }) => {
    const values = from === undefined && to === undefined ? "" : `${show(from)} -> ${show(to)}`;
    return [kind, path, key, leaf, change, values.trim(), note && `(${note})`].filter(Boolean).join(" ");
  });
  return [status.state, ...reasons];
}

function statusOf(
  world: World,
  sketch: Partial<StageSketch> = {},
  entry = entryOf("lr: 0.1\ntrain: {seed: 1}"),
) {
  return told(stageStatus(makeStage("train", { ...train, ...sketch }), entry, observed(world)));
}

describe("stageStatus", () => {
  it("is up to date when everything is as recorded", () => {
    expect(statusOf({})).toEqual(["up-to-date"]);
  });

  it("tells a stage that never ran from one that changed", () => {
    const stage = makeStage("train", train);
    expect(told(stageStatus(stage, undefined, observed({})))).toEqual([
      "never-run",
      "dep in.txt modified (not in dvc.lock yet)",
      "param params.yaml new",
      "out model modified (not in dvc.lock yet)",
    ]);
  });

  it("says of a stage that runs every time so, whether it ran or not", () => {
    const callback = makeStage("hello", { cmd: "echo hello", deps: [], params: {}, outs: [] });
    expect(told(stageStatus(callback, undefined, observed({})))).toEqual(["always-changed"]);
  });

  it("names each change in DVC's order", () => {
    expect(
      statusOf(
        { files: { "in.txt": otherMd5, model: undefined }, params: "lr: 0.2\ntrain: {seed: 1}" },
        { cmd: "python train.py --fast" },
      ),
    ).toEqual([
      "changed",
      "dep in.txt modified",
      "param params.yaml lr modified 0.1 -> 0.2",
      "out model deleted",
      'cmd modified "python train.py" -> "python train.py --fast"',
    ]);
  });

  it("counts text and a list of the same text as two commands", () => {
    expect(statusOf({}, { cmd: ["python train.py"] })[1]).toBe(
      'cmd modified "python train.py" -> ["python train.py"]',
    );
  });

  it("matches paths by their text", () => {
    expect(statusOf({}, { deps: ["./in.txt"] })).toEqual([
      "changed",
      "dep in.txt modified (not in dvc.lock yet)",
    ]);
  });

  it("does not mind what dvc.yaml no longer names", () => {
    expect(
      statusOf(
        {},
        { deps: [], outs: [], params: {}, alwaysChanged: false, frozen: false, cmd: "python train.py" },
      ),
    ).toEqual(["always-changed"]);
    expect(statusOf({}, { deps: [], params: { "params.yaml": ["lr"] } })).toEqual(["up-to-date"]);
  });

  it("reports an output that is not in the cache even when the file is fine", () => {
    const world = { notInCache: [outputMd5] };
    expect(statusOf(world)).toEqual(["changed", "out model not-in-cache"]);
    expect(statusOf(world, { outs: [{ path: "model", cache: false }] })).toEqual(["up-to-date"]);
  });

  it("looks at a frozen stage's outputs and command only", () => {
    const world = { files: { "in.txt": undefined, model: otherMd5 }, params: "lr: 3" };
    expect(statusOf(world, { frozen: true })).toEqual(["frozen", "out model modified"]);
  });

  it("always runs a callback and what says so itself", () => {
    expect(statusOf({}, { alwaysChanged: true })).toEqual(["always-changed"]);
    expect(statusOf({}, { deps: [], params: {}, outs: [] })).toEqual(["always-changed"]);
  });

  it("does not judge what lies on another machine", () => {
    expect(statusOf({}, { deps: ["in.txt", "s3://bucket/raw.csv"] })).toEqual(["up-to-date"]);
  });
});

describe("stageStatus of parameters", () => {
  it.each([
    ["lr: 1", "lr: 1.0", []],
    ["lr: 1", "lr: true", []],
    ["lr: 1", 'lr: "1"', ['lr modified 1 -> "1"']],
    ["lr: [1, 2]", "lr: [2, 1]", ["lr modified [1,2] -> [2,1]"]],
    ["lr: {a: 1, b: 2}", "lr: {b: 2, a: 1.0}", []],
    ["lr: .nan", "lr: .nan", ["lr modified null -> null (a NaN is never the same)"]],
    ["lr: [.nan]", "lr: [.nan]", []],
    ["lr: {a: .nan, b: 1}", "lr: {a: .nan, b: 2}", ["lr lr.b modified 1 -> 2"]],
    ["lr: 9007199254740993", "lr: 9007199254740992", ["lr modified 9007199254740993 -> 9007199254740992"]],
    ["lr:", "lr: 0", ["lr modified null -> 0"]],
    [
      "lr: {a: 1, b: {c: 2}}",
      "lr: {b: {c: 3, d: 4}}",
      ["lr lr.a modified 1 ->", "lr lr.b.c modified 2 -> 3", "lr lr.b.d modified -> 4"],
    ],
    ["lr: {a: 1}", "lr: 5", ['lr modified {"a":1} -> 5']],
    ["other: 1", "lr: 5", ["lr new -> 5"]],
    ["lr: 5", "other: 1", ["lr deleted 5 ->"]],
  ])("compares %s with %s as Python does", (recorded, now, expected) => {
    const why = statusOf({ params: now }, { params: { "params.yaml": ["lr"] } }, entryOf(recorded)).slice(1);
    expect(why.map((reason) => reason.replace("param params.yaml ", ""))).toEqual(expected);
  });

  it("looks keys up by pattern and records them by their text", () => {
    const sketch = { params: { "params.yaml": ["t*.lr"] } };
    expect(statusOf({ params: "train: {lr: 1}" }, sketch, entryOf("t*.lr: 1"))).toEqual(["up-to-date"]);
  });

  it("takes every key of the file when dvc.yaml names none", () => {
    const sketch = { params: { "params.yaml": undefined } };
    expect(statusOf({ params: "a: 1\nb: 2" }, sketch, entryOf("a: 1\nc: 3"))).toEqual([
      "changed",
      "param params.yaml b new -> 2",
      "param params.yaml c deleted 3 ->",
    ]);
  });

  it("says when the file is missing, broken or not recorded", () => {
    expect(statusOf({ params: { kind: "missing" } })[1]).toBe("param params.yaml deleted");
    expect(statusOf({ params: { kind: "unreadable", reason: "line 2 is no YAML" } })[1]).toBe(
      "param params.yaml modified (line 2 is no YAML)",
    );
    const entry = parseLock(
      "dvc.lock",
      "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py",
    ).stages.get("train");
    const sketch = { deps: [], outs: [], params: { "params.yaml": ["lr"] } };
    expect(statusOf({}, sketch, entry)).toEqual(["changed", "param params.yaml new"]);
    const broken = { kind: "unreadable", reason: "line 2 is no YAML" } as const;
    expect(statusOf({ params: broken }, sketch, entry)[1]).toBe("param params.yaml new (line 2 is no YAML)");
  });
});

describe("brokenParams", () => {
  const problem = {
    code: "yaml/syntax",
    severity: "error",
    file: "params.yaml",
    range: { start: 0, end: 1 },
    message: "It is broken.",
  } as const;
  const seen = observed({ params: { kind: "unreadable", reason: problem.message, problem } });
  const told = (sketch: StageSketch, entry = entryOf("lr: 0.1")) =>
    brokenParams([makeStage("train", sketch), makeStage("again", sketch)], () => entry, seen);

  it("tells a broken file once, of which something is recorded", () => {
    expect(told(train)).toEqual([problem]);
  });

  it("has nothing of a file that is merely new, nor of a frozen stage", () => {
    const unrecorded = parseLock("dvc.lock", "schema: '2.0'\nstages: {train: {cmd: x}}").stages.get("train");
    expect(told(train, unrecorded)).toEqual([]);
    expect(told({ ...train, frozen: true })).toEqual([]);
  });
});

describe("whatToObserve", () => {
  it("leaves out what cannot matter", () => {
    const stages = [
      makeStage("train", { ...train, deps: ["in.txt", "s3://bucket/x"] }),
      makeStage("old", { deps: ["never"], params: { "never.yaml": ["a"] }, outs: ["kept"], frozen: true }),
    ];
    const wanted = whatToObserve(stages, (stage) => (stage.name === "train" ? entryOf("lr: 1") : undefined));
    expect([...wanted.paths]).toEqual(["model", "in.txt", "kept"]);
    expect([...wanted.objects]).toEqual([outputMd5]);
    expect([...wanted.params]).toEqual(["params.yaml"]);
  });

  it("asks for the hash of DVC 2, and for that of a listing, where these are recorded", () => {
    const stage = makeStage("train", { ...train, deps: ["in.txt", "data"] });
    const files = [
      new Map([
        ["relpath", "a"],
        ["md5", inputMd5],
      ]),
    ];
    const deps = [
      { path: "in.txt", md5: inputMd5 },
      { path: "data", hash: "md5", other: new Map([["files", files]]) },
    ];
    const recorded = entryOf("lr: 1");
    const entry = recorded && { ...recorded, deps };
    const wanted = whatToObserve([stage], () => entry);
    expect([...wanted.legacyPaths]).toEqual(["in.txt"]);
    const listing = `[{"md5": "${inputMd5}", "relpath": "a"}]`;
    expect([...wanted.listings]).toEqual([listing]);
    const seen = observed({ files: { "in.txt": otherMd5, data: `${otherMd5}.dir` }, params: "lr: 1" });
    const told = (md5: string) =>
      stageStatus(stage, entry, {
        ...seen,
        legacyHashes: new Map([["in.txt", md5]]),
        listedHashes: new Map([[listing, `${otherMd5}.dir`]]),
      }).why.flatMap(({ kind, path }) => (kind === "dep" ? [path] : []));
    expect(told(inputMd5)).toEqual([]);
    expect(told(otherMd5)).toEqual(["in.txt"]);
  });
});
