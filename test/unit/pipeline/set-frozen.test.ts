import { expect, test } from "vitest";

import { setDataFrozen, setStageFrozen } from "#core/pipeline/edit/set-frozen";

const text = `# All of it
stages:
  v1.0:      # a name with a dot
    cmd: echo   # says nothing
    deps: [in]

  b: {cmd: echo}
`;

const edit = (name: string, isFrozen: boolean, from = text) => setStageFrozen(from, name, isFrozen);

test("a stage is frozen at the end of its keys, and all else stays", () => {
  const frozen = text.replace("deps: [in]\n", "deps: [in]\n    frozen: true\n");
  expect(edit("v1.0", true)).toEqual({ kind: "edited", text: frozen });
  expect(edit("v1.0", true, frozen)).toEqual({ kind: "edited", text: frozen });
  expect(edit("v1.0", false, frozen)).toEqual({ kind: "edited", text });
  expect(edit("v1.0", false)).toEqual({ kind: "edited", text });
});

test("a stage in braces stays in braces", () => {
  const frozen = text.replace("{cmd: echo}", "{cmd: echo, frozen: true}");
  expect(edit("b", true)).toEqual({ kind: "edited", text: frozen });
});

test("frozen: false becomes true, with its comment", () => {
  const thawed = "stages:\n  a:\n    frozen: false # soon\n    cmd: x\n";
  expect(edit("a", true, thawed)).toEqual({
    kind: "edited",
    text: "stages:\n  a:\n    frozen: true  # soon\n    cmd: x\n",
  });
  expect(edit("a", false, thawed)).toEqual({ kind: "edited", text: "stages:\n  a:\n    cmd: x\n" });
});

test.each([
  ["stages:\n  a:\n    cmd: echo ${x}\n", "templated"],
  ["stages:\n  a:\n    cmd: echo \\${x}\n", "templated"],
  ["stages:\n  a:\n    foreach: [1]\n    do: {cmd: echo}\n", "templated"],
  ["stages:\n  a:\n    cmd: echo\n    vars: [{x: 1}]\n", "templated"],
  ["stages:\n  b: &b {cmd: echo}\n  a: *b\n", "shared"],
  ["stages:\n  b: {cmd: echo}\n", "missing"],
  ["stages: 5\n", "missing"],
])("%j is %s", (broken, kind) => {
  expect(edit("a", true, broken)).toEqual({ kind });
});

test("a file of tracked data is frozen at its top", () => {
  const data = "outs:\n- md5: a\n  path: d\n";
  expect(setDataFrozen(data, true)).toEqual({ kind: "edited", text: `${data}frozen: true\n` });
  expect(setDataFrozen(`${data}frozen: true\n`, false)).toEqual({ kind: "edited", text: data });
});
