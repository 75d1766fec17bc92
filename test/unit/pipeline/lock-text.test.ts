import { describe, expect, it } from "vitest";
import { parseLock } from "#core/pipeline/lock/lock-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import { openLockText } from "#core/pipeline/lock/lock-text";
import type { Value } from "#core/pipeline/value";
import { cpuTime } from "../../support/cpu-time.ts";
import { createRandom, type Random } from "../../support/random.ts";
import { setLockEntry } from "../../support/set-lock-entry.ts";

const md5s = ["b1946ac92492d2347c6235b4d2611184", "9df15b8379dba0e80f956a13c0d0551e.dir"];
const values: readonly Value[] = [1n, 1.0, "017", null, true, ["a", 2n], new Map([["deep", "é"]]), ""];
const commands = ["cp a b", "true", "printf \"x\\ty\" > 'a b'", "two\nlines", `echo ${"long ".repeat(40)}`];

function someEntry(random: Random): LockEntry {
  const item = (path: string): LockEntry["deps"][number] => ({
    path,
    hash: "md5",
    md5: random.pick(md5s),
    size: BigInt(random.below(3)),
  });
  const names = ["z", "out", "a b", "1"].filter(() => random.below(2) === 0);
  const key = random.pick(["lr", "train.epochs"]);
  return {
    cmd: random.pick(commands),
    deps: names.map(item),
    params: new Map(random.below(2) === 0 ? [["params.yaml", new Map([[key, random.pick(values)]])]] : []),
    outs: [item("out")],
  };
}

const texts: readonly [string, string][] = [
  ["no text", ""],
  ["one entry", "schema: '2.0'\nstages:\n  a:\n    cmd: x\n"],
  [
    "comments, storage facts and a data set",
    `# top\nschema: '2.0'\nstages:\n  # of a\n  a:   # first\n    cmd: x &&\n      y\n    outs:\n    - path: out\n      md5: ${md5s[0]}\n      cloud:\n        s3:\n          etag: abc\n\n  # of b\n  b:\n    cmd: |\n      z\n\n# end of stages\ndatasets: {}\n# end\n`,
  ],
  ["wide indentation and no line end", "schema: '2.0'\nstages:\n    a:\n        cmd: x\n    c: {cmd: y}"],
  ["Windows line ends", "schema: '2.0'\r\nstages:\r\n  a:\r\n    cmd: x\r\n  b:\r\n    cmd: y\r\n"],
  ["JSON's style", `{"schema": "2.0", "stages": {"a": {"cmd": "x"}}}`],
  ["an empty mapping", "schema: '2.0'\nstages: {}\n"],
  ["no stages", "# top\nschema: '2.0'"],
  ["shared entries", "schema: '2.0'\nstages:\n  b: &b\n    cmd: x\n  a: *b\n  # of c\n  c:\n    cmd: y\n"],
  ["merged entries", "schema: '2.0'\nstages:\n  <<: {a: {cmd: x}}\n  b:\n    cmd: y\n"],
  ["a key behind a question mark", "schema: '2.0'\nstages:\n  ? a\n  : cmd: x\n  b:\n    cmd: y\n"],
];

describe("openLockText", () => {
  it.each(texts)("gives, change for change, what a fresh look at its text gives, from %s", (_name, text) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = createRandom(seed);
      const lock = openLockText("dvc.lock", text);
      let expected = text;
      for (let change = 0; change < 8; change += 1) {
        const name = random.pick(["a", "b", "c", "d", "1", "a@b c"]);
        const entry = someEntry(random);
        lock.set(name, entry);
        expected = setLockEntry(expected, name, entry);
        expect(lock.text()).toBe(expected);
        const read = parseLock("dvc.lock", lock.text());
        expect(read.problems).toEqual([]);
        expect([...lock.stages]).toEqual([...read.stages]);
      }
    }
  });

  it("keeps every entry when an entry among shared ones changes", () => {
    const [, text] = texts.find(([name]) => name === "shared entries")!;
    const lock = openLockText("dvc.lock", text);
    lock.set("d", { cmd: "new", deps: [], params: new Map(), outs: [] });
    expect(lock.text()).toBe(`${text}  d:\n    cmd: new\n`);
    lock.set("b", { cmd: "new", deps: [], params: new Map(), outs: [] });
    expect([...parseLock("dvc.lock", lock.text()).stages].map(([name, { cmd }]) => [name, cmd])).toEqual([
      ["b", "new"],
      ["a", "x"],
      ["c", "y"],
      ["d", "new"],
    ]);
  });

  it("gives the text that was opened as long as nothing changes", () => {
    const mixed = "schema: '2.0'\r\nstages:\n  a:\n    cmd: x\n";
    const lock = openLockText("dvc.lock", mixed);
    lock.set("a", { cmd: "x", deps: [], params: new Map(), outs: [] });
    expect(lock.text()).toBe(mixed);
  });

  it("says what is wrong and writes into nothing that DVC would refuse", () => {
    const lock = openLockText("dvc.lock", "schema: 2.0\nstages: {}\n");
    expect(lock.problems.map(({ code }) => code)).toEqual(["lock/schema"]);
    expect(() => lock.set("a", { cmd: "x", deps: [], params: new Map(), outs: [] })).toThrow("not valid");
  });

  it("costs the entry and not the file", () => {
    const entry = someEntry(createRandom(1));
    const timeFor = (count: number): number =>
      cpuTime(() => {
        const lock = openLockText("dvc.lock", undefined);
        for (let index = 0; index < count; index += 1) lock.set(`stage-${index}`, entry);
      });
    timeFor(200);
    // Eight times the entries: writing the file anew for each of them would take 64 times as long.
    expect(timeFor(1600) / timeFor(200)).toBeLessThan(30);
  });
});
