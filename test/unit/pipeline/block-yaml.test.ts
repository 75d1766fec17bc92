import { describe, expect, it } from "vitest";
import { readBlockYaml } from "#core/pipeline/yaml/block-yaml";
import { parseAnyYaml } from "#core/pipeline/yaml/parse-any-yaml";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import type { Value } from "#core/pipeline/value";
import { cpuTime } from "../../support/cpu-time.ts";
import { createRandom, type Random } from "../../support/random.ts";

/** As DVC 3.64 writes it, and as people write a dvc.yaml. */
const texts: readonly string[] = [
  `schema: '2.0'
stages:
  prep@a b:
    cmd: mkdir -p out/sub && cp in.txt out/b.txt && printf x > out/sub/a.txt &&\x20
      printf y > 'out/é.txt'
    deps:
    - path: in.txt
      hash: md5
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    - path:\x20
        https://storage.example.org/a-very-long-name/that-has-no-place-on-the-line-of-its-key.csv
      etag: '"7e1251f64f0853895d094700448216ee"'
      size: 12345678901234567890
    params:
      params.yaml:
        lr: 1e-05
        ratio: 1.0
        name:
        flags: {}
        layers: []
        sizes:
        - 1
        - - 2
          - 0x1f
        when: 2020-01-01
        3: three
        "quoted": 'it''s'
    outs:
    - path: out
      isexec: true
      cloud:
        s3:
          etag: abc
`,
  `schema: '2.0'
stages:
  lines:
    cmd:
    - "printf \\"x\\\\ty\\" > 'a b' \\
      && echo \\xe9\\u00e9 and more,\\
      \\ with a blank"
    - 'echo one

      two''s


      three'
    - echo one
      two

      three
`,
  `# What this is.

vars:
  - params.yaml   # of the model

stages:
    # The first.
    train:
        cmd: >-
          python train.py
          --lr \${lr}

          --epochs 3
        deps: # what it needs
            - train.py
            - data
        frozen: true

    evaluate:
        cmd: |
          set -e
            python evaluate.py   # not a comment

          ls
        wdir: ../up
        meta:
          note: |-
            a
          url: http://example.org:80/#x
# The end.
`,
  "- a\n-   b: 1\n    c: ~\n- -1\n- -x\n- 'q'\n",
  "  a: 1\n  b:\n  c: 3\n",
  "a: 1\r\nb:\r\n- x\r\n- y: two\r\n    words\r\n\r\n# end\r\nc: 'q'\r\n",
  "a:\n  b:\n    c: 1\nd: |\n  text\n",
  "true: 1\n017: 2\n.5: x y\n",
  `train: {lr: 0.1, "name": 'a, b', layers: [64, 64,], on: true, url: http://x.org:80/a#b, e: {}, f: [ ]}
sizes: [ [1, -2], {a: -x }, a b , -1.5e3 ]   # as before
stages:
  a: {cmd: [echo a, "b: c"], deps: [a-b, 'it''s', c:d]}
`,
  `base: &base
  lr: 0.1
  layers: &layers [1, 2]
  deps: &deps
    - a
    - &one b.py
copy: *base
other:
  <<: *base
  lr: 0.2
  more: *layers   # the same
again:
  own: 1
  <<: [*base, {lr: 3, z: 4}]
list:
  - *one
  - &two
    x: 1
  - <<: *two
    y: *deps
  - [*one, {k: *two }]
text: &text |
  one
  two
quoted: &quoted "a
  b"
last: *text
`,
  "a: &x 1\nb: &x 2\nc: *x\nunused: &y\n  z: &z plain\n    text\n",
];

/** What each of them is gives something else than a tree of the block style, or an error. */
const beyond: readonly [string, string][] = [
  ["an empty file", ""],
  ["comments only", "# a\n"],
  ["a scalar", "a\n"],
  ["a tab", "a:\t1\n"],
  ["a byte order mark", "\uFEFFa: 1\n"],
  ["a second document", "a: 1\n---\nb: 1\n"],
  ["a directive", "%YAML 1.2\n"],
  ["an anchor of a key", "&x a: 1\nb: *x\n"],
  ["an anchor of a key in a list", "- &x a: 1\n- *x\n"],
  ["an anchor of nothing", "a: &x\nb: *x\n"],
  ["an anchor inside of itself", "a: &x\n  b: *x\n"],
  ["an alias of nothing", "a: *x\n"],
  ["an alias as a key", "a: &x b\n*x : 1\n"],
  ["text behind an alias", "a: &x 1\nb: *x c\n"],
  ["a tag", "a: !!str 1\n"],
  ["a merge of no mapping", "a: &x 1\n<<: *x\n"],
  ["two merges", "a: &x {b: 1}\n<<: *x\n<<: *x\n"],
  ["flow style on lines", "a: [1,\n  2]\n"],
  ["a comment in flow style", "a: [1 # b\n  ]\n"],
  ["a key without a value in flow style", "a: {b, c: 1}\n"],
  ["an empty value in flow style", "a: {b: , c: 1}\n"],
  ["a pair in a list in flow style", "a: [b: 1]\n"],
  ["an empty item in flow style", "a: [1, , 2]\n"],
  ["an expression in flow style", "a: [${b}]\n"],
  ["a repeated key in flow style", "a: {b: 1, b: 2}\n"],
  ["text behind flow style", "a: [1] 2\n"],
  ["a collection as a key", "[a]: 1\n"],
  ["a merge conflict", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n"],
  ["a repeated key", "a: 1\nb: 2\na: 3\n"],
  ["keys that Python holds equal", "1: a\n1.0: b\n"],
  ["a key without a colon", "a: 1\nb\n"],
  ["a line that fits nowhere", "a:\n    b: 1\n  c: 2\n"],
  ["a second colon", "a: b: c\n"],
  ["a quote without an end", "a: 'b\nc: 1\n"],
  ["text behind a quote", "a: 'b' c\n"],
  ["a quote that ends too far left", "a: 'b\n'\n"],
  ["an unknown escape", 'a: "\\q"\n'],
  ["a continuation behind a comment", "a: b # c\n  d\n"],
  ["a block scalar without an end", "a: |\n  b"],
  ["an explicit indentation", "a: |2\n   b\n"],
];

function someText(random: Random): string {
  const bits = [
    ...Array.from(" :-#'\"\\|>[{}]&*!?~%@,a1é\n"),
    "\n  ",
    "\n\n",
    ": ",
    "- ",
    " #",
    "\r\n",
    "\\\n",
    "''",
    "---",
    "&x ",
    "*x",
    "*base",
    "<<: ",
    "[a, b]",
    "{a: 1}",
    ", ",
  ];
  const lines = random.pick(texts).split("\n");
  const start = random.below(lines.length);
  const some = lines.slice(start, start + 1 + random.below(14));
  const margin = /^ */.exec(some[0] ?? "")?.[0].length ?? 0;
  let text = some.map((line) => line.slice(Math.min(margin, line.search(/\S|$/)))).join("\n");
  if (random.below(2) === 0) text += "\n";
  for (let edits = random.below(4); edits > 0; edits -= 1) {
    const at = random.below(text.length + 1);
    const added = random.below(3) === 0 ? "" : random.pick(bits);
    text = text.slice(0, at) + added + text.slice(at + random.below(3));
  }
  return text;
}

function someValue(random: Random, depth: number): Value {
  const scalars: readonly Value[] = [
    null,
    true,
    1n,
    -2n,
    1.5,
    1e-5,
    "",
    "a",
    "017",
    "two words",
    "é\n",
    "a: b",
    "- x",
  ];
  const kind = depth === 0 ? 0 : random.below(3);
  if (kind === 0) return random.pick(scalars);
  const items = Array.from({ length: random.below(4) }, () => someValue(random, depth - 1));
  return kind === 1 ? items : new Map(items.map((item, index) => [`key ${index}`, item]));
}

describe("readBlockYaml", () => {
  it.each(texts)("gives the tree of the general reader for text %#", (text) => {
    const { root, problems } = parseAnyYaml("dvc.yaml", text);
    expect(problems).toEqual([]);
    expect(readBlockYaml(text)?.root).toEqual(root);
  });

  it.each(beyond)("leaves %s to the general reader", (_name, text) => {
    expect(readBlockYaml(text)).toBeUndefined();
  });

  it("gives the same tree or none for texts of all kinds, right and wrong", () => {
    const random = createRandom(5);
    let read = 0;
    for (let round = 0; round < 4000; round += 1) {
      const text = someText(random);
      const block = readBlockYaml(text);
      if (block === undefined) continue;
      read += 1;
      expect(parseAnyYaml("dvc.yaml", text), text).toEqual({
        file: "dvc.yaml",
        text,
        ...block,
        problems: [],
      });
    }
    expect(read).toBeGreaterThan(800);
  });

  it("reads everything that we write", () => {
    const random = createRandom(6);
    for (let round = 0; round < 500; round += 1) {
      const text = printYaml(
        new Map([
          ["a", someValue(random, 4)],
          ["b", someValue(random, 3)],
        ]),
      );
      expect(readBlockYaml(text)?.root, text).toEqual(parseAnyYaml("dvc.lock", text).root);
    }
  });

  it("costs in proportion to the text", () => {
    const timeFor = (count: number): number => {
      const text = `a:\n${"- one of many\n".repeat(count)}`;
      return cpuTime(() => readBlockYaml(text));
    };
    timeFor(4000);
    // Eight times the text: a reader that looks at all of it for each line would take 64 times as long.
    expect(timeFor(32_000) / timeFor(4000)).toBeLessThan(30);
  });
});
