import { describe, expect, it } from "vitest";
import { parseLock, readLock } from "#core/pipeline/lock/lock-file";
import { openLockText } from "#core/pipeline/lock/lock-text";
import { parseAnyYaml } from "#core/pipeline/yaml/parse-any-yaml";
import type { LockFile } from "#core/pipeline/lock/lock-model";
import { lockOf, readLockPieces } from "#core/pipeline/lock/lock-pieces";
import { cpuTime } from "../../support/cpu-time.ts";
import { createRandom, type Random } from "../../support/random.ts";

const head = "schema: '2.0'\nstages:\n";

/** Entries as DVC writes them. */
const simple: readonly string[] = [
  "  a:\n    cmd: echo\n",
  `  prep@a-1:
    cmd: mkdir -p out/sub && cp in.txt out/b.txt && printf x > out/sub/a.txt &&\x20
      printf y > 'out/é.txt'
    deps:
    - path: in file.txt
      hash: md5
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    - path: src
      md5: 9df15b8379dba0e80f956a13c0d0551e.dir
      size: 12345678901234567890
      nfiles: 3
      isexec: true
    params:
      params.yaml:
        train.lr: 1e-05
        layers:
        - 1
        - 'two'
        nested:
          empty: {}
          none:
      other.json:
        long: a b c
          d
    outs:
    - path: out
      hash: md5
      md5: 9df15b8379dba0e80f956a13c0d0551e.dir
      size: 017
`,
  "  b:\n    cmd: $HOME/run.sh --url=http://example.org:80/#x\n    outs:\n    - path: 1.txt\n      md5: b1946ac92492d2347c6235b4d2611184\n      size: 0\n",
];

/** Entries with something in them that has another form. */
const other: readonly [string, string][] = [
  ["a quoted command", "  a:\n    cmd: 'x'\n"],
  ["a list of commands", "  a:\n    cmd:\n    - x\n"],
  ["a comment", "  a:\n    cmd: x # why\n"],
  ["a name that is no text", "  1:\n    cmd: x\n"],
  ["a name that means something", "  true:\n    cmd: x\n"],
  ["a command that is no text", "  a:\n    cmd: 1.0\n"],
  [
    "a path that is no text",
    `  a:\n    cmd: x\n    outs:\n    - path: 12\n      md5: ${"a".repeat(32)}\n      size: 1\n`,
  ],
  [
    "a hash of digits",
    `  a:\n    cmd: x\n    outs:\n    - path: o\n      md5: ${"1".repeat(32)}\n      size: 1\n`,
  ],
  [
    "a hash like a float",
    `  a:\n    cmd: x\n    outs:\n    - path: o\n      md5: ${"1".repeat(29)}e12\n      size: 1\n`,
  ],
  [
    "keys in another order",
    `  a:\n    cmd: x\n    outs:\n    - md5: ${"a".repeat(32)}\n      path: o\n      size: 1\n`,
  ],
  ["an unknown key", "  a:\n    cmd: x\n    meta: 1\n"],
  ["a name that occurs twice", "  a:\n    cmd: x\n  a:\n    cmd: y\n"],
  ["data sets", "  a:\n    cmd: x\ndatasets: {}\n"],
  ["an unresolved merge", "  a:\n    cmd: x\n<<<<<<< HEAD\n"],
  ["Windows line ends", "  a:\r\n    cmd: x\r\n"],
  ["an unfinished line", "  a:\n    cmd: x"],
  ["no entries", ""],
];

function someLock(random: Random): string {
  const bits = [
    ..." \n:-#'\"\\a1.,[{&!~%@|>é".split(""),
    ": ",
    "- ",
    " #",
    "\n      ",
    "\n    ",
    "null",
    "1e5",
    "\r\n",
  ];
  let text = head + Array.from({ length: 1 + random.below(2) }, () => random.pick(simple)).join("");
  for (let edits = random.below(3); edits > 0; edits -= 1) {
    const at = head.length + random.below(text.length - head.length + 1);
    const added = random.below(3) === 0 ? "" : random.pick(bits);
    text = text.slice(0, at) + added + text.slice(at + random.below(3));
  }
  return text;
}

/** A lock that is read without its tree, or in pieces; short ones that would need a tree are not. */
function readQuickly(text: string): LockFile | undefined {
  const pieces = readLockPieces("dvc.lock", text);
  return pieces && lockOf("dvc.lock", text, pieces);
}

describe("a lock that is read without its tree", () => {
  it("reads entries as their tree says", () => {
    const text = head + simple.join("");
    const { stages, problems } = readLock(parseAnyYaml("dvc.lock", text));
    expect(problems).toEqual([]);
    expect(readQuickly(text)?.stages).toEqual(stages);
    expect(parseLock("dvc.lock", text)).toEqual({ file: "dvc.lock", stages, problems: [] });
  });

  it.each(other)("leaves a lock with %s to its tree", (_name, entry) => {
    expect(readQuickly(head + entry)).toBeUndefined();
  });

  it("gives the same as the tree or nothing for locks of all kinds, right and wrong", () => {
    const random = createRandom(8);
    let read = 0;
    for (let round = 0; round < 3000; round += 1) {
      const text = someLock(random);
      const quick = readQuickly(text);
      if (quick === undefined) continue;
      read += 1;
      const { stages, problems } = readLock(parseAnyYaml("dvc.lock", text));
      expect(problems, text).toEqual([...quick.problems]);
      expect([...quick.stages], text).toEqual([...stages]);
    }
    expect(read).toBeGreaterThan(600);
  });

  it("costs in proportion to the lock", () => {
    const timeFor = (count: number): number => {
      const lock = openLockText("dvc.lock", undefined);
      const item = { path: "o", hash: "md5", md5: "b1946ac92492d2347c6235b4d2611184", size: 1n };
      for (let index = 0; index < count; index += 1) {
        lock.set(`s@${index}`, { cmd: "echo", deps: [item], params: new Map(), outs: [item] });
      }
      const text = lock.text();
      return cpuTime(() => expect(readQuickly(text)?.stages.size).toBe(count));
    };
    timeFor(500);
    expect(timeFor(4000) / timeFor(500)).toBeLessThan(30);
  });
});
