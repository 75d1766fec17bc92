import { describe, expect, test } from "vitest";
import { cursorAt } from "../../server/src/features/cursor.ts";

/** Reads the place of the `|` and prints it on one line. */
function read(marked: string): string {
  const offset = marked.indexOf("|");
  const { path, kind, word } = cursorAt(marked.replace("|", ""), offset);
  return `${kind} ${path.join("/")} '${word}'`;
}

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
  ])("%j", (marked, expected) => {
    expect(read(marked)).toBe(expected);
  });
});
