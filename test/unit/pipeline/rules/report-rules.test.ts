import { describe, expect, it } from "vitest";
import { fixed, problemsWith, told } from "../../../support/told-problems.ts";

type Files = Readonly<Record<string, string>>;

function toldOf(code: string, files: Files): string {
  return told(files, problemsWith(code, files));
}

const stage = (lines: string): string => `stages:\n  s:\n    cmd: make\n    deps: [x]\n${lines}`;

describe("plots", () => {
  const table = { "m.csv": "step,acc,loss\n1,2,3\n", x: "" };

  it("plots/unknown-column of either axis, and of several files", () => {
    const files = {
      ...table,
      "n.tsv": "a\tb\n",
      "dvc.yaml":
        "plots:\n  - m.csv: {x: step, y: acuracy}\n  - m.csv: {x: los, y: [acc, lost]}\n  - both:\n      x: step\n      y:\n        m.csv: acc\n        n.tsv: [a, c]\n",
    };
    expect(toldOf("plots/", files)).toBe(`\
warning plots/unknown-column dvc.yaml:2 [acuracy] 'acuracy' is not a column of 'm.csv': step, acc, loss.
warning plots/unknown-column dvc.yaml:3 [lost] 'lost' is not a column of 'm.csv': step, acc, loss.
  fix Change to 'loss'
warning plots/unknown-column dvc.yaml:3 [los] 'los' is not a column of 'm.csv': step, acc, loss.
  fix Change to 'loss'
warning plots/unknown-column dvc.yaml:8 [c] 'c' is not a column of 'n.tsv': a, b.`);
    const problems = problemsWith("plots/", files).slice(1);
    expect(fixed(files, problems)?.text).toContain("y: [acc, loss]");
  });

  it("plots/unknown-column of what a stage makes", () => {
    const files = { ...table, "dvc.yaml": stage("    plots:\n      - m.csv:\n          y: lss\n") };
    expect(toldOf("plots/", files)).toContain("[lss] 'lss' is not a column of 'm.csv'");
  });

  it("plots/unknown-column is silent where nobody can tell", () => {
    const plot = (definition: string): Files => ({
      ...table,
      "q.csv": '"a,b",c\n',
      "dvc.yaml": `plots:\n  - ${definition}\n`,
    });
    for (const definition of [
      "m.csv: {y: '1', header: false}",
      "q.csv: {y: z}",
      "gone.csv: {y: z}",
      "m.csv: {x: step}",
    ]) {
      expect(toldOf("plots/unknown", plot(definition))).toBe("");
    }
  });

  it("plots/unknown-template", () => {
    const files = { ...table, "dvc.yaml": "plots:\n  - m.csv: {y: acc, template: smoth}\n" };
    expect(toldOf("plots/", files)).toBe(`\
warning plots/unknown-template dvc.yaml:2 [smoth] There is no template 'smoth', in DVC or in '.dvc/plots'. Did you mean 'smooth'?
  fix Change to 'smooth'`);
    expect(fixed(files, problemsWith("plots/", files))?.text).toContain("template: smooth}");
    expect(toldOf("plots/", { ...files, ".dvc/plots/smoth.json": "{}" })).toBe("");
  });

  it("plots/image-with-axes", () => {
    const files = {
      x: "",
      "dvc.yaml": stage("    plots:\n      - p.png: {x: a, title: t}\n      - q.png\n"),
    };
    expect(toldOf("plots/", files)).toBe(
      "warning plots/image-with-axes dvc.yaml:6 [x] 'x' has no effect on an image: DVC shows it as it is.",
    );
  });

  it("plots/not-produced", () => {
    const files = {
      x: "",
      "dvc.yaml": `plots:\n  - gone.csv\n  - made/a.csv\n  - folder\n${stage("    outs: [made]\n")}`,
    };
    expect(toldOf("plots/", files)).toBe(
      "warning plots/not-produced dvc.yaml:2 [gone.csv] 'gone.csv' does not exist, and no stage makes it: there is nothing to plot.",
    );
    expect(toldOf("plots/", { ...files, "gone.csv.dvc": "outs:\n- path: gone.csv\n" })).toBe("");
  });
});

describe("metrics", () => {
  it("metrics/bad-format", () => {
    const files = {
      x: "",
      "dvc.yaml": `metrics: [a.csv, b.json]\n${stage("    metrics:\n      - c.pkl\n")}`,
    };
    expect(toldOf("metrics/", files)).toBe(`\
warning metrics/bad-format dvc.yaml:7 [c.pkl] 'c.pkl' holds no metrics that DVC can read: it takes JSON, YAML and TOML.
warning metrics/bad-format dvc.yaml:1 [a.csv] 'a.csv' holds no metrics that DVC can read: it takes JSON, YAML and TOML. List it under 'plots'.`);
  });

  it("metrics/cached-metric", () => {
    const files = { x: "", "dvc.yaml": stage("    metrics:\n      - m.json\n") };
    expect(toldOf("metrics/", files)).toBe(`\
hint metrics/cached-metric dvc.yaml:6 [m.json] With 'cache: false' Git keeps 'm.json', and its numbers show in diffs and without a remote.
  fix Write 'cache: false' for 'm.json'`);
    expect(fixed(files, problemsWith("metrics/", files))?.text).toBe(
      stage("    metrics:\n      - m.json:\n          cache: false\n"),
    );
  });
});

describe("artifacts", () => {
  it("artifacts/path-unknown says what was meant", () => {
    const files = {
      x: "",
      "dvc.yaml": `artifacts:\n  m: {path: modle.pkl}\n${stage("    outs: [model.pkl]\n")}`,
    };
    expect(toldOf("artifacts/", files)).toBe(`\
warning artifacts/path-unknown dvc.yaml:2 [modle.pkl] 'modle.pkl' of the artifact 'm' does not exist, and no stage makes it. Did you mean 'model.pkl'?
  fix Change to 'model.pkl'`);
    expect(fixed(files, problemsWith("artifacts/", files))?.text).toContain("{path: model.pkl}");
  });

  it("artifacts/duplicate-path", () => {
    const files = { a: "", "dvc.yaml": "artifacts:\n  m: {path: a}\n  n:\n    path: ./a\n" };
    expect(toldOf("artifacts/", files)).toBe(`\
warning artifacts/duplicate-path dvc.yaml:4 [./a] 'a' is the artifact 'm' already: two names for one file have versions of their own.
  see dvc.yaml:2 [m] 'm' is defined here`);
  });
});
