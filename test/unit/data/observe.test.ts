import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { parseDvcFile } from "#core/data/dvc-file";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { observe } from "#core/data/observe";
import { writeFiles } from "../../support/git-repository.ts";
import { lie, lieInStatCache } from "../../support/lying-stat-cache.ts";
import { nothingToObserve } from "#core/pipeline/status/what-to-observe";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

const look = (wanted: { paths?: string[]; objects?: string[]; params?: string[] }) =>
  observe(
    root,
    {
      ...nothingToObserve(),
      paths: new Set(wanted.paths),
      objects: new Set(wanted.objects),
      params: new Set(wanted.params),
    },
    openCache(join(root, "cache")),
    openDvcIgnore(root),
  );

test("what is there, what is not, and what the cache lacks", async () => {
  await writeFiles(root, { a: "1", "d/b": "2", "cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b": "1" });
  const gone = "c81e728d9d4c2f636f067f89cc14862c";
  const seen = await look({ paths: ["a", "d", "x"], objects: ["c4ca4238a0b923820dcc509a6f75849b", gone] });
  expect([...seen.hashes.keys()]).toEqual(["a", "d"]);
  expect(seen.hashes.get("a")).toMatchObject({ md5: "c4ca4238a0b923820dcc509a6f75849b", size: 1 });
  expect(seen.notInCache).toEqual(new Set([gone]));
});

test("parameter files: values, none, not a mapping, a folder", async () => {
  await writeFiles(root, { "p.yaml": "lr: 0.1\n", "bad.yaml": "a: [", "list.yaml": "[1]" });
  await mkdir(join(root, "folder.yaml"));
  const { params } = await look({ params: ["p.yaml", "gone.yaml", "bad.yaml", "list.yaml", "folder.yaml"] });
  expect(params.get("p.yaml")).toEqual({ kind: "values", values: new Map([["lr", 0.1]]) });
  expect(params.get("gone.yaml")).toEqual({ kind: "missing" });
  for (const path of ["bad.yaml", "list.yaml", "folder.yaml"]) {
    expect(params.get(path)).toMatchObject({ kind: "unreadable", reason: expect.stringMatching(/\w+/) });
  }
});

test("what is broken in a parameter file has a place, and a byte-order mark is broken JSON", async () => {
  await writeFiles(root, { "bad.yaml": "a: [", "mark.json": '\ufeff{"a": 1}', "mark.yaml": "\ufeffa: 1\n" });
  await writeFile(join(root, "latin.yaml"), Buffer.from("a: \xff\n", "latin1"));
  const { params } = await look({ params: ["bad.yaml", "mark.json", "mark.yaml", "latin.yaml"] });
  expect(params.get("bad.yaml")).toMatchObject({ problem: { code: "yaml/unclosed-flow", file: "bad.yaml" } });
  expect(params.get("mark.json")).toMatchObject({ problem: { code: "json/syntax", range: { start: 0 } } });
  expect(params.get("mark.yaml")).toEqual({ kind: "values", values: new Map([["a", 1n]]) });
  expect(params.get("latin.yaml")).toMatchObject({ kind: "unreadable", problem: { severity: "error" } });
});

test("a second look reads no file again", async () => {
  await writeFiles(root, { a: "1" });
  await utimes(join(root, "a"), 1_000, 1_000);
  await new Promise((done) => setTimeout(done, 60));
  await look({ paths: ["a"] });
  await lieInStatCache(root);
  expect((await look({ paths: ["a"] })).hashes.get("a")?.md5).toBe(lie);
});

test("a .dvc file tells what it tracks, from its own folder", () => {
  const text = [
    "wdir: ../raw",
    "outs:",
    "- md5: 3ed0d26ff8a658b4cc496af23099ce2d.dir",
    "  size: 3",
    "  nfiles: 2",
    "  hash: md5",
    "  path: d",
    "- {md5: 0bee89b07a248e27c83fc3d5951213c1, isexec: true, path: run.sh, cache: false}",
    "- 7",
  ].join("\n");
  const { outs, problems } = parseDvcFile("data/sets/d.dvc", text);
  expect(outs).toEqual([
    {
      path: "data/raw/d",
      cache: true,
      push: true,
      persist: false,
      hash: "md5",
      md5: "3ed0d26ff8a658b4cc496af23099ce2d.dir",
      size: 3n,
      nfiles: 2n,
    },
    {
      path: "data/raw/run.sh",
      cache: false,
      push: true,
      persist: false,
      md5: "0bee89b07a248e27c83fc3d5951213c1",
      isexec: true,
    },
  ]);
  expect(problems).toMatchObject([{ code: "dvcfile/wrong-type", range: { start: text.length - 1 } }]);
  expect(parseDvcFile("d.dvc", "").problems).toEqual([]);
  expect(parseDvcFile("d.dvc", "outs: [").problems).not.toEqual([]);
  expect(parseDvcFile("d.dvc", "- 1").problems).toHaveLength(1);
});

test("what DVC does not know in a .dvc file is an error at its place", () => {
  const text = "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  path: u\n  pusch: false\ncmd: true\n";
  expect(parseDvcFile("u.dvc", text).problems).toMatchObject([
    {
      code: "dvcfile/unknown-key",
      severity: "error",
      message: "DVC refuses 'cmd' in a .dvc file. Remove it.",
    },
    {
      message: "DVC refuses 'pusch' in an item of 'outs'. Did you mean 'push'?",
      range: { start: text.indexOf("pusch") },
    },
  ]);
});
