import { describe, expect, test } from "vitest";
import { hover } from "../../server/src/features/hover.ts";
import { contextAt } from "../support/feature-context.ts";

const hash = "0123456789abcdef0123456789abcdef";

const files: Readonly<Record<string, string>> = {
  "dvc.yaml": [
    "stages:",
    "  make:",
    "    cmd: python make.py --lr ${train.lr}",
    "    params: [train.lr]",
    "    deps: [raw.csv]",
    "    outs: [model]",
    "  eval:",
    "    matrix:",
    "      seed: [1, 2, 3]",
    "    vars:",
    "    - own: 5",
    "    cmd: eval ${item.seed} ${own}",
    "    deps: [model]",
    "artifacts:",
    "  best:",
    "    path: model",
    "    type: model",
    "    desc: the one that serves",
    "",
  ].join("\n"),
  "params.yaml": "train:\n  lr: 0.1\nsizes: [64, 32]\n",
  "params.schema.yaml":
    "properties:\n  train:\n    properties:\n      lr: {type: number, minimum: 0, description: How fast it learns.}\n",
  "raw.csv.dvc": `outs:\n- md5: ${hash}\n  size: 2048\n  path: raw.csv\n`,
  "dvc.lock": [
    "schema: '2.0'",
    "stages:",
    "  make:",
    "    cmd: python make.py --lr 0.2",
    "    params:",
    "      params.yaml:",
    "        train.lr: 0.2",
    "    outs:",
    "    - path: model",
    "      hash: md5",
    `      md5: ${hash}`,
    "      size: 12345678",
    "",
  ].join("\n"),
};

/** What a hover says at the `|` in a piece of text of a file. */
function hoverAt(path: string, marker: string): string | undefined {
  const [before = "", after = ""] = marker.split("|");
  const text = files[path] ?? "";
  expect(text).toContain(before + after);
  const { context, offset } = contextAt({ ...files, [path]: text.replace(before + after, marker) }, path);
  const contents = hover(context, offset)?.contents;
  return typeof contents === "object" && "value" in contents ? contents.value : undefined;
}

describe("hover on a parameter", () => {
  test.each([
    ["dvc.yaml", "${train.l|r}"],
    ["dvc.yaml", "[train.l|r]"],
    ["params.yaml", "l|r: 0.1"],
    ["params.yaml", "lr: 0|.1"],
    ["dvc.lock", "train.l|r: 0.2"],
    ["dvc.lock", "train.lr: 0.|2"],
  ])("in %s at %s tells everything about it", (path, marker) => {
    const text = hoverAt(path, marker);
    expect(text).toContain("train.lr: 0.1");
    expect(text).toContain("float from `params.yaml`");
    expect(text).toContain("number from 0");
    expect(text).toContain("How fast it learns.");
    expect(text).toContain("Used by `make`");
    expect(text).toContain("Last run with `0.2`");
  });

  test("that is a list shows all of it on each item", () => {
    expect(hoverAt("params.yaml", "3|2]")).toMatch(/sizes:\n *- 64\n *- 32/);
  });

  test("that is a group shows all of it", () => {
    expect(hoverAt("params.yaml", "tr|ain:")).toContain("train:\n  lr: 0.1\n");
  });
});

test("hover on a dependency tells who makes and needs it, size and hash", () => {
  const text = hoverAt("dvc.yaml", "deps: [mod|el]");
  expect(text).toContain("made by `make`; does not exist yet");
  expect(text).toContain(`Recorded: 12.3 MB, md5 \`${hash}\``);
  expect(text).toContain("Needed by `eval@1`, `eval@2`, `eval@3`");
});

test("hover on tracked data tells what the .dvc file records", () => {
  expect(hoverAt("dvc.yaml", "[raw|.csv]")).toContain(`tracked by \`raw.csv.dvc\`; does not exist yet`);
  expect(hoverAt("dvc.yaml", "[raw|.csv]")).toContain(`Recorded: 2.05 kB, md5 \`${hash}\``);
});

test("hover on a stage or a group shows the commands, also in dvc.lock", () => {
  expect(hoverAt("dvc.yaml", "  ev|al:")).toMatch(/eval@1[^]*eval 1 5[^]*never run[^]*eval 3 5/);
  expect(hoverAt("dvc.lock", "  ma|ke:")).toContain("python make.py --lr 0.1");
});

test("hover on names that one stage knows", () => {
  expect(hoverAt("dvc.yaml", "${item.se|ed}")).toBe("The value of the axis: `1`, `2`, `3`");
  expect(hoverAt("dvc.yaml", "${it|em.seed}")).toBe("A combination of the matrix: `1`, `2`, `3`");
  expect(hoverAt("dvc.yaml", "${ow|n}")).toContain("own: 5");
  expect(hoverAt("dvc.yaml", "own: 5|")).toContain("own: 5");
});

test("hover on an artifact and on a key of DVC's", () => {
  expect(hoverAt("dvc.yaml", "  be|st:")).toBe("`best`: model at `model`\n\nthe one that serves");
  expect(hoverAt("dvc.yaml", "    out|s:")).toMatch(/writes/);
  expect(hoverAt("dvc.yaml", "pyth|on make.py")).toBeUndefined();
});
