import { describe, expect, test } from "vitest";
import { cursorAt } from "../../server/src/features/cursor.ts";

/** Reads the place of the `|` and prints it on one line. */
function read(marked: string): string {
  const offset = marked.indexOf("|");
  const { path, kind, word } = cursorAt(marked.replace("|", ""), offset);
  return `${kind} ${path.join("/")} '${word}'`;
}

test("the keys of the braces around the cursor, in front of it and behind it", () => {
  const keys = (marked: string) => cursorAt(marked.replace("|", ""), marked.indexOf("|")).flowKeys;
  expect(keys("a: {b: 1, c: {d: 2}, |, 'e': [f, {g: 3}], h: 4}\ni: 5")).toEqual(["b", "c", "e", "h"]);
  expect(keys("a: {b: 1, |c: 2\ni: 5\n")).toEqual(["b", "c"]);
  expect(keys("a: {\n  b: 1,\n  |\n  c: 2\n}\ni: {j: 5}")).toEqual(["b", "c"]);
  expect(keys("a:\n  |")).toBeUndefined();
});

describe("the place of the cursor", () => {
  test.each([
    ["|", "key  ''"],
    ["sta|", "key  'sta'"],
    ["stages:\n  train:\n    |", "key stages/train ''"],
    ["stages:\n  train:\n    cmd: x\n    de|\n    outs:\n", "key stages/train 'de'"],
    ["stages:\n  train:\n    frozen: |", "value stages/train/frozen ''"],
    ["stages:\n  train:\n    deps:\n      - da|", "item stages/train/deps/0 'da'"],
    ["stages:\n  train:\n    deps:\n    - a\n    - |", "item stages/train/deps/0 ''"],
    ["stages:\n  train:\n    deps:\n    -|", "item stages/train/deps/0 ''"],
    ["stages:\n  train:\n    outs:\n    - model.pkl:\n        |", "key stages/train/outs/0/model.pkl ''"],
    [
      "stages:\n  train:\n    outs:\n    - model.pkl:\n        cache: f|",
      "value stages/train/outs/0/model.pkl/cache 'f'",
    ],
    ["stages:\n  train:\n    cmd: python ${tr|", "expression stages/train/cmd 'tr'"],
    ["stages:\n  train:\n    cmd: python ${a} ${b.|", "expression stages/train/cmd 'b.'"],
    ["stages:\n  train:\n    cmd: python ${a} x|", "value stages/train/cmd 'python ${a} x'"],
    ["stages:\n  # a comment: here\n  train:\n\n    |", "key stages/train ''"],
    ["stages:\n  g:\n    foreach: [a]\n    do:\n      |", "key stages/g/do ''"],
    ['stages:\n  "a b":\n    wdir: |', "value stages/a b/wdir ''"],
    ["stages:\r\n  train:\r\n    |", "key stages/train ''"],
    ["stages:\n  train:\n    deps: [a, 'b c', \"d|", "item stages/train/deps/0 'd'"],
    ["stages:\n  train:\n    outs: [a, {m.pkl: {cac|", "key stages/train/outs/0/m.pkl 'cac'"],
    ["stages:\n  train:\n    outs:\n    - {m.pkl: {cache: f|", "value stages/train/outs/0/m.pkl/cache 'f'"],
    ["stages:\n  train:\n    outs:\n    - m.pkl: {cache: false, |}", "key stages/train/outs/0/m.pkl ''"],
    ["stages:\n  train:\n    outs: [m.pkl: {|", "key stages/train/outs/0/m.pkl ''"],
    ["stages: {|}", "key stages ''"],
    ["{stages: {train: {|", "key stages/train ''"],
    ["stages: {train: {cmd: a, deps: [|", "item stages/train/deps/0 ''"],
    ["stages: {train: {cmd: 'a, b', deps: [x]}, eval: {fro|", "key stages/eval 'fro'"],
    ["stages: {\n  train: {\n    cmd: x, # a: {\n    de|\n  }\n}", "key stages/train 'de'"],
    ["stages: {train: {\n    outs: [\n      {m: {\n        pu|", "key stages/train/outs/0/m 'pu'"],
    ["stages:\n  train:\n    deps: [a] |", "value stages/train/deps '[a] '"],
    ["stages:\n  train: {deps: [a] |", "nothing stages/train/deps ''"],
    ["stages:\n  train: {cmd: x ${tr|", "expression stages/train/cmd 'tr'"],
    ['stages:\n  train: {"cmd":"x", de|', "key stages/train 'de'"],
    ["stages:\n  train:\n    cmd: [a]\n    desc: >-\n      b {\n        c|", "key stages/train/desc 'c'"],
    ["stages:\n  train: {}\n  eval:\n    |", "key stages/eval ''"],
    ["stages:\n  # see ${tr|", "nothing stages ''"],
    ["stages:\n  train:\n    cmd: x # of ${tr|", "nothing stages/train/cmd ''"],
    ["stages:\n  train:\n    desc: 'x' # not 'y|", "nothing stages/train/desc ''"],
    ["stages:\n  train:\n    desc: 'x # y|", "value stages/train/desc 'x # y'"],
    ["stages:\n  train:\n    desc: x#y|", "value stages/train/desc 'x#y'"],
    ["stages:\n  train:\n    cmd: >-\n      a\n        b\n      # ${tr|", "expression stages/train/cmd 'tr'"],
    ["outs:\n- md5: a\n  size: 1\n  |", "key outs/0 ''"],
    ["outs:\n  - md5: a\n    |\n  - path: b", "key outs/0 ''"],
    ["outs:\n-\n  pa|", "key outs/0 'pa'"],
    ["outs:\n- a\n  b|", "key outs 'b'"],
    ["deps:\n- repo:\n    url: u\n    |", "key deps/0/repo ''"],
    ["deps:\n- path: x\n  repo:\n    url: u\n    |", "key deps/0/repo ''"],
    ["a: [http://x:1/y#z, |", "item a/0 ''"],
  ])("%j", (marked, expected) => {
    expect(read(marked)).toBe(expected);
  });
});
