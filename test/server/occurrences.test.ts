import { expect, test } from "vitest";
import { occurrencesIn, occurrencesOf } from "#core/pipeline/occurrences/find-occurrences";
import { identityOf, type Named, type Occurrence } from "#core/pipeline/occurrences/occurrence";
import { contextAt } from "../support/feature-context.ts";

const stage = "    cmd: python t.py --lr ${train.lr} w/in.csv\n";

/** Ways to write the same names that a search for a text alone would not see. */
const pipelines: Readonly<Record<string, string>> = {
  plain: `stages:\n  fit:\n${stage}    deps: [t.py, w/in.csv]\n    params: [train.lr]\n    outs: [w/out]\n  use:\n    cmd: x\n    deps: [w/out]\n`,
  escaped: `stages:\n  "f\\x69t":\n${stage}    deps: ["w\\/in.csv", 'w/in.csv']\n    params: ["tr\\u0061in.lr"]\n`,
  expressions: `vars:\n- dir: w\nstages:\n  fit:\n${stage}    wdir: \${dir}\n    deps: [in.csv, ../t.py]\n    outs:\n    - out\n  each:\n    foreach: [in, out]\n    do:\n      cmd: cat w/\${item}.csv\n      deps: ["\${dir}/\${item}.csv"]\n`,
  upward: `stages:\n  fit:\n    wdir: w/deep\n${stage}    deps: [.., ../in.csv]\n    outs: [.]\n`,
  aliases: `x: &d\n- w/in.csv\nstages:\n  fit:\n${stage}    deps: &deps [t.py, w/in.csv]\n  use:\n    cmd: y\n    deps: *deps\n`,
  "in braces": `stages: {fit: {cmd: 'python t.py \${train.lr}', deps: [w/in.csv], outs: [w/out]}}\n`,
  "with blanks": `stages:\n  fit:\n    cmd: x\n    deps:\n    - w/a\n      b\n    - 'w/it''s'\n    outs: [w/a b.txt]\n`,
};

const lock =
  "schema: '2.0'\nstages:\n  fit:\n    cmd: x\n    deps:\n    - path: w/in.csv\n      md5: 0123456789abcdef0123456789abcdef\n    - path: \"w/\\x6Fut\"\n    params:\n      params.yaml:\n        train.lr: 1\n  each@in:\n    cmd: y\n    outs:\n    - path: ..\n";

const files = ["dvc.yaml", "dvc.lock", "params.yaml"];

test.each(Object.entries(pipelines))("a search finds what reading the files finds: %s", (_, pipeline) => {
  const { context } = contextAt({
    "dvc.yaml": pipeline,
    "dvc.lock": lock,
    "params.yaml": 'train:\n  lr: 1\n"tr\\x61il": 2\n',
    "t.py": "",
  });
  const { snapshot } = context;
  const all = files.flatMap((file) => occurrencesIn(snapshot, file));
  const names = new Map<string, Named>(all.map(({ named }) => [identityOf(named), named]));
  expect(names.size).toBeGreaterThan(5);
  const places = (found: readonly Occurrence[]): string[] =>
    found.map(({ file, range, role }) => `${file} ${range.start}-${range.end} ${role}`).toSorted();
  for (const [identity, named] of names) {
    const expected = all.filter((each) => identityOf(each.named) === identity);
    expect([identity, ...places(occurrencesOf(snapshot, named))]).toEqual([identity, ...places(expected)]);
  }
});
