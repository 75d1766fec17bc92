import { describe, expect, it } from "vitest";
import { fixesOf } from "../../support/fixes-of.ts";

const stage = (lines: string): string => `stages:\n  a:\n${lines}`;

describe("what a half-typed dvc.yaml is repaired to", () => {
  it.each<[string, string, Record<string, string>]>([
    ["yaml/syntax", "    cmd: echo a: b\n", { "Put the value in quotes": "    cmd: 'echo a: b'\n" }],
    [
      "yaml/syntax",
      "    cmd: echo a: b\n      --c\n    deps: [z]\n",
      { "Put the value in quotes": "    cmd: 'echo a: b\n      --c'\n    deps: [z]\n" },
    ],
    [
      "yaml/syntax",
      "    cmd: [x, y]]\n    deps: [z]\n",
      { "Remove ']'": "    cmd: [x, y]\n    deps: [z]\n" },
    ],
    [
      "yaml/syntax",
      "    cmd: x\n    outs: [a, data/${item}.csv, b]\n",
      { "Put the value in quotes": '    cmd: x\n    outs: [a, "data/${item}.csv", b]\n' },
    ],
    [
      "yaml/syntax",
      "    cmd: x\n    meta: {a: ${x}/${y}.z, b: 1}\n",
      { "Put the value in quotes": '    cmd: x\n    meta: {a: "${x}/${y}.z", b: 1}\n' },
    ],
    [
      "yaml/incomplete-key",
      "    cm\n    deps: [x]\n",
      { "Change to 'cmd:'": "    cmd:\n    deps: [x]\n", "Add ':' after 'cm'": "    cm:\n    deps: [x]\n" },
    ],
    [
      "yaml/incomplete-key",
      "    cmd\n    deps: [x]\n",
      { "Add ':' after 'cmd'": "    cmd:\n    deps: [x]\n" },
    ],
    [
      "yaml/incomplete-key",
      "    outs:\n      - y/${x}.z\n          cache: false\n    cmd: x\n",
      {
        "Add ':' after 'y/${x}.z'": "    outs:\n      - y/${x}.z:\n          cache: false\n    cmd: x\n",
      },
    ],
    ["yaml/unclosed-quote", '    cmd: "x\n', { "Close the quote at the end of the line": '    cmd: "x"\n' }],
    [
      "yaml/bad-indent",
      "    cmd: x\n   deps:\n     - y\n",
      { "Indent it by 4": "    cmd: x\n    deps:\n      - y\n" },
    ],
    [
      "yaml/bad-indent",
      "    cmd: x\n     deps:\n    - y\n",
      { "Indent it by 4": "    cmd: x\n    deps:\n    - y\n" },
    ],
    [
      "yaml/bad-indent",
      "    cmd: x\n    deps:\n      - y\n     - z\n     - w\n    frozen: true\n",
      { "Indent it by 6": "    cmd: x\n    deps:\n      - y\n      - z\n      - w\n    frozen: true\n" },
    ],
    [
      "yaml/bad-indent",
      "    deps:\n   - y\n    cmd: x\n",
      { "Indent it by 4": "    deps:\n    - y\n    cmd: x\n" },
    ],
    [
      "yaml/unclosed-flow",
      "    deps: [y, z # why\n    cmd: x\n",
      { "Add ']'": "    deps: [y, z] # why\n    cmd: x\n" },
    ],
    [
      "yaml/unclosed-flow",
      "    deps: [y,\n      z\n    cmd: x\n",
      { "Add ']'": "    deps: [y,\n      z]\n    cmd: x\n" },
    ],
    [
      "yaml/unclosed-flow",
      "    deps: [y, z}\n    cmd: x\n",
      { "Write ']'": "    deps: [y, z]\n    cmd: x\n" },
    ],
    [
      "yaml/tab-indent",
      "    cmd: x\n\tdeps: [y]\n",
      { "Replace the tabs of this line": "    cmd: x\n    deps: [y]\n" },
    ],
    [
      "yaml/tab-indent",
      "\t\tcmd: x\n\t\tdeps: [y]\n",
      {
        "Replace the tabs of this line": "    cmd: x\n\t\tdeps: [y]\n",
        "Replace all tabs that indent": "    cmd: x\n    deps: [y]\n",
      },
    ],
    [
      "yaml/incomplete-item",
      "    deps:\n      - y\n      -z\n    cmd: x\n",
      { "Add a blank after '-'": "    deps:\n      - y\n      - z\n    cmd: x\n" },
    ],
    [
      "yaml/incomplete-item",
      "    outs:\n      - y\n      z/a:\n          cache: false\n      - w\n    cmd: x\n",
      {
        "Put '- ' before 'z/a'":
          "    outs:\n      - y\n      - z/a:\n          cache: false\n      - w\n    cmd: x\n",
      },
    ],
    [
      "yaml/joined-items",
      "    deps:\n      - y\n        - z\n        w\n    cmd: x\n",
      { "Make them items of their own": "    deps:\n      - y\n      - z\n      - w\n    cmd: x\n" },
    ],
    [
      "yaml/odd-space",
      "    deps:\n    \u00a0 - y\n    cmd:\u00a0x\n",
      { "Write plain blanks": "    deps:\n      - y\n    cmd: x\n" },
    ],
    [
      "yaml/bad-indent",
      "    deps:\n      - y\n- z\n    cmd: x\n",
      { "Indent it by 6": "    deps:\n      - y\n      - z\n    cmd: x\n" },
    ],
    [
      "yaml/bad-indent",
      "    deps:\n        - y\n      - z\n      - w\n    cmd: x\n",
      { "Indent it by 6": "    deps:\n      - y\n      - z\n      - w\n    cmd: x\n" },
    ],
    [
      "yaml/bad-indent",
      "    deps:\n   - y\n      - z\n    cmd: x\n",
      { "Indent it by 4": "    deps:\n    - y\n      - z\n    cmd: x\n" },
    ],
    [
      "yaml/bad-indent",
      "    deps:\n         - y\n         - z\n      - w\n    cmd: x\n",
      { "Indent it by 6": "    deps:\n      - y\n      - z\n      - w\n    cmd: x\n" },
    ],
    [
      "yaml/bad-indent",
      "    outs:\n  - o\n    cmd: x\n",
      { "Indent it by 6": "    outs:\n      - o\n    cmd: x\n" },
    ],
    [
      "yaml/unclosed-flow",
      "    cmd: x\n    meta: [a, {b: c]\n",
      { "Add '}'": "    cmd: x\n    meta: [a, {b: c}]\n" },
    ],
    [
      "yaml/bad-indent",
      "    cmd: x\n  deps:\n      - y\n    frozen: true\n",
      { "Indent it by 4": "    cmd: x\n    deps:\n      - y\n    frozen: true\n" },
    ],
    [
      "yaml/merge-conflict",
      "    cmd: x\n=======\n    deps: [y]\n",
      { "Remove the line": "    cmd: x\n    deps: [y]\n" },
    ],
    [
      "dvc/expected-list",
      "    deps:\n      data\n\n      loc.py\n    cmd: x\n",
      { "Make them items": "    deps:\n      - data\n\n      - loc.py\n    cmd: x\n" },
    ],
    [
      "dvc/expected-list",
      "    deps:\n      -y\n      - z\n    cmd: x\n",
      { "Make it an item": "    deps:\n      - y\n      - z\n    cmd: x\n" },
    ],
    [
      "dvc/expected-list",
      "    outs:\n      y:\n          cache: false\n    cmd: x\n",
      { "Make it an item": "    outs:\n      - y:\n          cache: false\n    cmd: x\n" },
    ],
    ["yaml/tab", "    cmd:\tx\n", { "Replace the tab by a blank": "    cmd: x\n" }],
    [
      "yaml/duplicate-key",
      "    cmd: x\n    deps: [y]\n    cmd: z\n",
      { "Remove this 'cmd'": "    cmd: x\n    deps: [y]\n" },
    ],
    [
      "yaml/duplicate-key",
      "    cmd: x\n    outs: [{o: {cache: true, push: true, cache: false}}]\n",
      { "Remove this 'cache'": "    cmd: x\n    outs: [{o: {cache: true, push: true}}]\n" },
    ],
  ])("%s in %j", (code, before, fixes) => {
    const after = Object.entries(fixes).map(([title, lines]) => [title, stage(lines)]);
    expect(fixesOf(stage(before), code)).toEqual(Object.fromEntries(after));
  });

  it("keeps one side of a merge, or both", () => {
    const conflict = (base: string): string =>
      `    cmd: x\n<<<<<<< HEAD\n    desc: ours\n${base}=======\n    wdir: .\n>>>>>>> other\n    frozen: true\n`;
    const sides = {
      "Keep our side": stage("    cmd: x\n    desc: ours\n    frozen: true\n"),
      "Keep their side": stage("    cmd: x\n    wdir: .\n    frozen: true\n"),
      "Keep both sides": stage("    cmd: x\n    desc: ours\n    wdir: .\n    frozen: true\n"),
    };
    expect(fixesOf(stage(conflict("")), "yaml/merge-conflict")).toEqual(sides);
    expect(fixesOf(stage(conflict("||||||| base\n    desc: old\n")), "yaml/merge-conflict")).toEqual(sides);
  });

  it("writes the anchor that was meant", () => {
    const text = (alias: string) => `vars:\n  - x: &base 1\n  - y: ${alias}\n`;
    expect(fixesOf(text("*bse"), "yaml/alias-unresolved")).toEqual({ "Change to '*base'": text("*base") });
    expect(fixesOf("vars:\n  - y: *base\n  - x: &base 1\n", "yaml/alias-unresolved")).toEqual({});
  });
});
