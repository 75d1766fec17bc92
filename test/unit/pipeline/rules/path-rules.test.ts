import { describe, expect, it } from "vitest";
import type { CheckWorld } from "#core/pipeline/check";
import { fixed, problemsWith, told } from "../../../support/told-problems.ts";

type Files = Readonly<Record<string, string>>;

function toldOf(code: string, files: Files, world: Partial<CheckWorld> = {}): string {
  return told(files, problemsWith(code, files, world));
}

const stage = (lines: string, cmd = "make"): string => `stages:\n  s:\n    cmd: ${cmd}\n${lines}`;

describe("dependencies", () => {
  it("dvc/path-case takes over from dvc/dep-missing", () => {
    const files = { "dvc.yaml": stage("    deps: [data/raw.csv]\n"), "Data/Raw.csv": "" };
    expect(toldOf("dvc/", files)).toBe(`\
warning dvc/path-case dvc.yaml:4 [data/raw.csv] The file is 'Data/Raw.csv': where capitals count, 'data/raw.csv' does not exist.
  fix Change to 'Data/Raw.csv'`);
    expect(fixed(files, problemsWith("dvc/path-case", files))?.text).toBe(
      stage("    deps: [Data/Raw.csv]\n"),
    );
    expect(toldOf("dvc/path-case", files, { exists: () => true })).toContain("dvc/path-case");
    expect(toldOf("dvc/path-case", files, { exists: () => undefined })).toBe("");
    const made = { "dvc.yaml": `${stage("    deps: [b]\n")}  t:\n    cmd: x\n    outs: [b]\n`, B: "" };
    expect(toldOf("dvc/path-case", made)).toBe("");
  });

  it("dvc/path-backslash", () => {
    const files = { "dvc.yaml": stage("    deps: ['data\\raw.csv']\n    outs: [o]\n"), "data/raw.csv": "" };
    expect(toldOf("dvc/", files)).toBe(`\
warning dvc/path-backslash dvc.yaml:4 ['data\\raw.csv'] 'data\\raw.csv' is a path on Windows only: write 'data/raw.csv', which works everywhere.
  fix Change to 'data/raw.csv'`);
    expect(fixed(files, problemsWith("dvc/path-b", files))?.text).toBe(
      stage("    deps: ['data/raw.csv']\n    outs: [o]\n"),
    );
    expect(toldOf("dvc/path-b", { ...files, "data\\raw.csv": "" })).toBe("");
    const brought = { "dvc.yaml": stage("    deps: ['${p}']\n"), "params.yaml": "p: a\\b\n" };
    expect(toldOf("dvc/path-b", brought)).toBe("");
  });

  it("dvc/path-backslash of a script, which no other rule then looks for", () => {
    const files = {
      "dvc.yaml": stage("    outs: [o]\n", "python src\\train.py --x a\\ b"),
      "src/train.py": "",
    };
    expect(toldOf("cmd/", files)).toBe("");
    expect(toldOf("dvc/path-b", files)).toBe(`\
warning dvc/path-backslash dvc.yaml:3 [src\\train.py] 'src\\train.py' is a path on Windows only: write 'src/train.py', which works everywhere.
  fix Change to 'src/train.py'`);
    expect(toldOf("dvc/path-b", { "dvc.yaml": stage("    outs: [o]\n", "python a\\ b.py") })).toBe("");
  });

  it("dvc/path-absolute", () => {
    const files = { "dvc.yaml": stage("    deps: [/data/x, a, 's3://b/c', remote://store/x]\n"), a: "" };
    expect(toldOf("dvc/", files)).toBe(
      "information dvc/path-absolute dvc.yaml:4 [/data/x] '/data/x' is an absolute path, and other machines may not have it: keep it in the repository, or in a remote.",
    );
  });

  it("dvc/never-reruns", () => {
    expect(toldOf("dvc/", { "dvc.yaml": stage("    outs: [o]\n") })).toBe(
      "information dvc/never-reruns dvc.yaml:2 [s] 's' depends on nothing, so it runs once: list what it reads, or write 'always_changed: true'.",
    );
    for (const lines of [
      "",
      "    outs: [o]\n    always_changed: true\n",
      "    outs: [o]\n    frozen: true\n",
    ]) {
      expect(toldOf("dvc/", { "dvc.yaml": stage(lines) })).toBe("");
    }
  });
});

describe("the working folder", () => {
  it("dvc/wdir-missing", () => {
    const files = { "dvc.yaml": stage("    wdir: srcc\n    outs: [o]\n    deps: [../x]\n"), x: "" };
    expect(toldOf("dvc/wdir", files)).toBe(
      "warning dvc/wdir-missing dvc.yaml:4 [srcc] The working folder 'srcc' does not exist: make it, or DVC cannot run 's'.",
    );
    expect(toldOf("dvc/wdir", { ...files, "srcc/y": "" })).toBe("");
    const made = {
      "dvc.yaml": `${files["dvc.yaml"]}  t:\n    cmd: x\n    deps: [x]\n    outs: [srcc/z]\n`,
      x: "",
    };
    expect(toldOf("dvc/wdir", made)).toBe("");
  });

  it("dvc/wdir-outside", () => {
    expect(toldOf("dvc/wdir", { "dvc.yaml": stage("    wdir: ../other\n    deps: [x]\n") })).toBe(
      "warning dvc/wdir-outside dvc.yaml:4 [../other] The working folder of 's' is outside of the repository: other machines may not have it.",
    );
  });
});

describe("outputs that DVC does not cache", () => {
  const x = { x: "" };

  it("dvc/output-external writes cache: false", () => {
    const files = { ...x, "dvc.yaml": stage("    deps: [x]\n    outs:\n      - /data/m\n") };
    expect(toldOf("dvc/", files)).toBe(`\
warning dvc/output-external dvc.yaml:6 [/data/m] '/data/m' is outside of the repository, and DVC does not cache what is there: write 'cache: false', or another path.
  fix Write 'cache: false' for '/data/m'`);
  });

  it.each([
    ["      - ../m\n", "      - ../m:\n          cache: false\n"],
    ["    - ../m\n", "    - ../m:\n        cache: false\n"],
    [
      "      - ../m:\n          persist: true\n",
      "      - ../m:\n          cache: false\n          persist: true\n",
    ],
    ["      - ../m: {persist: true}\n", "      - ../m: {cache: false, persist: true}\n"],
  ])("in %j", (before, after) => {
    const files = { ...x, "dvc.yaml": stage(`    deps: [x]\n    outs:\n${before}`) };
    const all = { ...x, "dvc.yaml": fixed(files, problemsWith("dvc/output", files))?.text ?? "" };
    expect(all["dvc.yaml"]).toBe(stage(`    deps: [x]\n    outs:\n${after}`));
    expect(toldOf("dvc/output", all)).toBe("");
  });

  it("in brackets", () => {
    const files = { ...x, "dvc.yaml": stage("    deps: [x]\n    outs: [../m, n]\n") };
    const all = { ...x, "dvc.yaml": fixed(files, problemsWith("dvc/output", files))?.text ?? "" };
    expect(all["dvc.yaml"]).toContain("[../m: {cache: false}, n]");
    expect(toldOf("dvc/output", all)).toBe("");
  });

  it("dvc/output-in-git asks the world", () => {
    const files = { ...x, "dvc.yaml": stage("    deps: [x]\n    outs: [m, n: {cache: false}]\n") };
    expect(toldOf("dvc/output", files, { inGit: () => true })).toBe(`\
warning dvc/output-in-git dvc.yaml:5 [m] Git tracks 'm', and DVC refuses to cache it: \`git rm -r --cached m\`, or write 'cache: false'.
  fix Write 'cache: false' for 'm'`);
    expect(toldOf("dvc/output", files)).toBe("");
  });
});
