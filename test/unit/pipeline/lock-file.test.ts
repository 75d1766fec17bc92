import { describe, expect, it } from "vitest";
import { canonicalJson } from "#core/pipeline/python/canonical-json";
import { lockEntryValue, parseLock } from "#core/pipeline/lock/lock-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { Value } from "#core/pipeline/value";
import { setLockEntry } from "../../support/set-lock-entry.ts";

const entry: LockEntry = {
  cmd: "python train.py",
  deps: [
    { path: "train.py", hash: "md5", md5: "b1946ac92492d2347c6235b4d2611184", size: 6n },
    { path: "data", hash: "md5", md5: "9df15b8379dba0e80f956a13c0d0551e.dir", size: 8n, nfiles: 3n },
  ],
  params: new Map<string, Map<string, Value>>([
    ["conf.yaml", new Map([["x", null]])],
    [
      "params.yaml",
      new Map<string, Value>([
        [
          "train",
          new Map<string, Value>([
            ["z", 1n],
            ["a", 1.0],
          ]),
        ],
        ["lr", 1e-5],
      ]),
    ],
  ]),
  outs: [{ path: "model.pkl", hash: "md5", md5: "c4ca4238a0b923820dcc509a6f75849b", size: 1n, isexec: true }],
};

const entryText = `\
  train:
    cmd: python train.py
    deps:
    - path: data
      hash: md5
      md5: 9df15b8379dba0e80f956a13c0d0551e.dir
      size: 8
      nfiles: 3
    - path: train.py
      hash: md5
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    params:
      params.yaml:
        lr: 1e-05
        train:
          z: 1
          a: 1.0
      conf.yaml:
        x:
    outs:
    - path: model.pkl
      hash: md5
      md5: c4ca4238a0b923820dcc509a6f75849b
      size: 1
      isexec: true
`;

/** As DVC 3.64 writes it: folded command, a 2.x item without hash, storage facts, a stage that is long gone. */
const fromDvc = `\
schema: '2.0'
stages:
  # prepared once
  prep:
    cmd: mkdir -p out/sub && cp in.txt out/b.txt && printf x > out/sub/a.txt && 
      printf y > 'out/é.txt'
    deps:
    - path: in.txt
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    outs:
    - path: out
      hash: md5
      md5: 9df15b8379dba0e80f956a13c0d0551e.dir
      size: 8
      nfiles: 3
      cloud:
        s3:
          etag: abc
          version_id: v1

  old:   # renamed
    cmd: "true"
# the end
`;

describe("setLockEntry", () => {
  it("starts a new file", () => {
    expect(setLockEntry(undefined, "train", entry)).toBe(`schema: '2.0'\nstages:\n${entryText}`);
    expect(setLockEntry("\n", "train", entry)).toBe(`\nschema: '2.0'\nstages:\n${entryText}`);
  });

  it("appends behind the last entry and leaves the rest alone", () => {
    expect(setLockEntry(fromDvc, "train", entry)).toBe(
      fromDvc.replace("# the end\n", `${entryText}# the end\n`),
    );
  });

  it("replaces one entry in its place", () => {
    const text = setLockEntry(fromDvc, "prep", { cmd: "cp a b", deps: [], params: new Map(), outs: [] });
    expect(text).toBe(`\
schema: '2.0'
stages:
  # prepared once
  prep:
    cmd: cp a b

  old:   # renamed
    cmd: "true"
# the end
`);
  });

  it("does not touch an entry that says the same", () => {
    const prep = parseLock("dvc.lock", fromDvc).stages.get("prep");
    expect(prep && setLockEntry(fromDvc, "prep", prep)).toBe(fromDvc);
  });

  it("keeps what storage said of outputs whose content is the same", () => {
    const out = { path: "out", hash: "md5", md5: "9df15b8379dba0e80f956a13c0d0551e.dir", size: 8n };
    const same = setLockEntry(fromDvc, "prep", { cmd: "x", deps: [], params: new Map(), outs: [out] });
    expect(same).toContain("          version_id: v1\n");
    const changed = { ...out, md5: "d751713988987e9331980363e24189ce.dir" };
    const other = setLockEntry(fromDvc, "prep", { cmd: "x", deps: [], params: new Map(), outs: [changed] });
    expect(other).not.toContain("version_id");
  });

  it("does not swallow what follows a block scalar", () => {
    const text = "schema: '2.0'\nstages:\n  a:\n    cmd: |\n      x\n  b:\n    cmd: y\n";
    const plain = { cmd: "z", deps: [], params: new Map(), outs: [] };
    expect(setLockEntry(text, "a", plain)).toBe(
      "schema: '2.0'\nstages:\n  a:\n    cmd: z\n  b:\n    cmd: y\n",
    );
  });

  it("keeps Windows line ends, other indentation and a missing line end", () => {
    const plain = { cmd: "z", deps: [], params: new Map(), outs: [] };
    expect(setLockEntry("schema: '2.0'\r\nstages:\r\n    a:\r\n        cmd: x", "b", plain)).toBe(
      "schema: '2.0'\r\nstages:\r\n    a:\r\n        cmd: x\r\n    b:\r\n      cmd: z\r\n",
    );
  });

  it.each([
    ["flow style", `{"schema": "2.0", "stages": {"a": {"cmd": "x"}, "train": {"cmd": "old"}}}`],
    ["an empty mapping", "schema: '2.0'\nstages: {}\n"],
    ["no stages", "schema: '2.0'\n"],
    ["anchors", "schema: '2.0'\nstages:\n  train: &t\n    cmd: x\n  a: *t\n"],
  ])("writes into a file with %s so that nothing is lost", (_name, text) => {
    const before = parseLock("dvc.lock", text);
    const after = parseLock("dvc.lock", setLockEntry(text, "train", entry));
    expect(after.problems).toEqual([]);
    expect(after.stages.get("a")).toEqual(before.stages.get("a"));
    expect(canonicalJson(lockEntryValue(after.stages.get("train")!))).toBe(
      canonicalJson(lockEntryValue(entry)),
    );
  });

  it("refuses to write into a file that DVC would refuse", () => {
    expect(() => setLockEntry("schema: 2.0\nstages: {}\n", "train", entry)).toThrow("not valid");
  });
});

describe("parseLock", () => {
  it("reads what DVC wrote", () => {
    const { stages, problems } = parseLock("dvc.lock", fromDvc);
    expect(problems).toEqual([]);
    expect([...stages.keys()]).toEqual(["prep", "old"]);
    expect(stages.get("prep")).toEqual({
      cmd: "mkdir -p out/sub && cp in.txt out/b.txt && printf x > out/sub/a.txt && printf y > 'out/é.txt'",
      deps: [{ path: "in.txt", md5: "b1946ac92492d2347c6235b4d2611184", size: 6n }],
      params: new Map(),
      outs: [
        {
          path: "out",
          hash: "md5",
          md5: "9df15b8379dba0e80f956a13c0d0551e.dir",
          size: 8n,
          nfiles: 3n,
          other: new Map([
            [
              "cloud",
              new Map([
                [
                  "s3",
                  new Map([
                    ["etag", "abc"],
                    ["version_id", "v1"],
                  ]),
                ],
              ]),
            ],
          ]),
        },
      ],
    });
  });

  it.each([
    ["# nothing\n", ["lock/schema: This dvc.lock is empty, and DVC refuses it: remove it."]],
    ["schema: 2.0\nstages: {}", ["lock/schema: 'schema' must be the text '2.0', in quotes."]],
    [
      "stages:\n  a:\n    cmd: x",
      ["lock/schema: dvc.lock has no 'schema'. Add schema: '2.0' as its first line."],
    ],
    [
      "schema: '2.0'\nstagse: {}",
      ["lock/unknown-key: DVC refuses 'stagse' in dvc.lock. Did you mean 'stages'?"],
    ],
    [
      "schema: '2.0'\nstages:\n  a:\n    deps: []",
      ["lock/missing-key: Stage 'a' has no 'cmd': remove the entry and run the stage."],
    ],
    [
      "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    outs:\n    - path: o\n      md5: 12ab",
      [
        "lock/bad-hash: This is not an MD5 hash (32 of 0-9 and a-f, then '.dir' for a folder): the stage will run again.",
      ],
    ],
    [
      "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    outs:\n    - path: o\n      size: many",
      ["lock/wrong-type: 'size' must be a whole number."],
    ],
    [
      "train:\n  cmd: x",
      [
        "lock/schema: This dvc.lock was written by DVC 1, which later versions refuse: remove it and run the stages.",
      ],
    ],
    ["- 1", ["lock/wrong-type: dvc.lock must be a mapping with 'schema' and 'stages'."]],
  ])("says what is wrong in %j", (text, expected) => {
    expect(parseLock("dvc.lock", text).problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(
      expected,
    );
  });

  it("still reads our side of an unresolved merge and says so", () => {
    const text = `schema: '2.0'\nstages:\n  a:\n<<<<<<< HEAD\n    cmd: ours\n=======\n    cmd: theirs\n>>>>>>> x\n`;
    const lock = parseLock("dvc.lock", text);
    expect(lock.problems.map((problem) => problem.code)).toEqual(["lock/conflict"]);
    expect(lock.stages.get("a")?.cmd).toBe("ours");
  });
});

describe("lockEntryValue", () => {
  it("has DVC's order, which its hashes depend on", () => {
    expect(canonicalJson(lockEntryValue({ ...entry, deps: [], outs: [] }))).toBe(
      `{"cmd": "python train.py", "params": {"conf.yaml": {"x": null}, "params.yaml": {"lr": 1e-05, "train": {"a": 1.0, "z": 1}}}}`,
    );
    expect([...lockEntryValue(entry).keys()]).toEqual(["cmd", "deps", "params", "outs"]);
  });
});
