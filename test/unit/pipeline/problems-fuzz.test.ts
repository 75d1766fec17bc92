import { expect, test } from "vitest";
import type { Problem } from "#core/pipeline/problem";
import { disableFixes } from "#core/pipeline/suppression/disable-fixes";
import { fuzzRounds } from "../../support/fuzz-rounds.ts";
import { applyFix, type Files, problemsOf } from "../../support/pipeline-of.ts";
import { createRandom, type Random } from "../../support/random.ts";

const texts: Files = {
  "dvc.yaml": `\
vars:
  - conf.yaml:rate, other
  - old: &base {a: [1, 2], b: "x"}
stages:
  prep:
    cmd: |
      python prep.py \${rate}
      echo \${old.a[0]} # trainyard-disable-line dvc/cycle
    deps: [raw.csv, "two words"]
    outs:
      - data: {cache: false, remote: store}
  train:
    foreach: [p, q, p]
    do:
      cmd: python train.py \${item} --lr \${train.lr}
      params: [train, {conf.yaml: [rate]}]
      outs:
        - >
          model-\${item}
  grid:
    matrix: {lr: [1, 2], m: \${models}}
    cmd: x \${item.lr} \${item.mm}
    frozen: \${rate}
    checkpoint: true
`,
  "params.yaml": "train: {lr: 1e-3, on: yes}\nmodels: [a, b]\nn: 010\n",
  "params.schema.yaml": "properties:\n  train: {properties: {lr: {type: integer}}}\n  n: {maximum: 3}\n",
  "conf.yaml": "rate: 1\nother: *none\n",
};

const pieces = [
  "\n",
  "  ",
  "\t",
  ":",
  "-",
  "- ",
  "[",
  "]",
  "{",
  "}",
  '"',
  "'",
  "${",
  "}",
  "|",
  ">",
  "#",
  "&a",
  "*a",
  "<<: *base",
  "é",
  "\r\n",
  "<<<<<<< a\n",
  "=======\n",
  ">>>>>>> b\n",
  "foreach: [1]",
  "do:",
];

/** One of the texts with a few places overwritten, cut out or filled. */
function damaged(random: Random): Files {
  const file = random.next() < 0.7 ? "dvc.yaml" : random.pick(Object.keys(texts));
  let text = texts[file] ?? "";
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(text.length);
    const cut = random.next() < 0.5 ? random.below(12) : 0;
    text = text.slice(0, at) + (random.next() < 0.7 ? random.pick(pieces) : "") + text.slice(at + cut);
  }
  return { ...texts, [file]: text };
}

/** What is wrong with the places of a problem: nothing, for a good one. */
function faults(problem: Problem, files: Files): string[] {
  const isInside = (file: string, { start, end }: Problem["range"]): boolean =>
    start >= 0 && start <= end && end <= (files[file] ?? "").length;
  const found = isInside(problem.file, problem.range) ? [] : ["range"];
  for (const { file, range } of problem.related ?? []) if (!isInside(file, range)) found.push("related");
  const fixes = [...(problem.fixes ?? []), ...disableFixes(problem, files[problem.file] ?? "")];
  for (const { title, changes } of fixes) {
    if (changes.length === 0) found.push(`${title}: changes nothing`);
    if (changes.some(({ file, range }) => !isInside(file, range))) found.push(`${title}: outside`);
    const ordered = changes.toSorted((one, other) => one.range.start - other.range.start);
    const overlaps = ordered.some((one, index) => {
      const next = ordered[index + 1];
      return next?.file === one.file && next.range.start < one.range.end;
    });
    if (overlaps) found.push(`${title}: overlaps`);
  }
  return found.map((fault) => `${problem.code} ${fault}`);
}

const rounds = fuzzRounds(15);

test(
  "no text gives a place outside of it, and every fix can be applied",
  { timeout: 20_000 + rounds * 100 },
  () => {
    const random = createRandom(20261121);
    for (let round = 0; round < rounds; round += 1) {
      const files = damaged(random);
      const problems = problemsOf(files);
      expect(
        [...new Set(problems.flatMap((problem) => faults(problem, files)))],
        JSON.stringify(files),
      ).toEqual([]);
      const fix = problems.find(({ fixes }) => fixes !== undefined && random.next() < 0.5)?.fixes?.[0];
      if (fix) problemsOf(applyFix(files, fix));
    }
  },
);
