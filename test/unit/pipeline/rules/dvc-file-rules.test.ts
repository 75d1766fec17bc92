import { describe, expect, it } from "vitest";
import { problemsOf } from "../../../support/pipeline-of.ts";
import { fixed, problemsWith, told } from "../../../support/told-problems.ts";

const good = `\
outs:
- md5: b1946ac92492d2347c6235b4d2611184
  size: 6
  hash: md5
  path: a.csv
`;

function toldOf(text: string): string {
  const files = { "a.csv.dvc": text };
  return told(files, problemsOf(files));
}

describe("dvcfile rules", () => {
  it.each([
    ["what `add` writes", good],
    ["nothing", ""],
    ["no outputs", "outs:\nmeta: {a: [1]}\n"],
    ["an import", `frozen: true\ndeps:\n- path: a\n  repo:\n    url: u\n    rev_lock: abc\n${good}`],
    ["a database", `frozen: true\ndeps:\n- db:\n    connection: x\n    table: t\n${good}`],
    ["all the rest", `${good}  labels: [a]\n  cache: false\n  push: false\n  remote: r\nwdir: .\ndesc: d\n`],
  ])("take %s", (_name, text) => {
    expect(toldOf(text)).toBe("");
  });

  it.each([
    [
      good.replace("size", "sise"),
      "error dvcfile/unknown-key a.csv.dvc:3 [sise] DVC refuses 'sise' in an item of 'outs'. Did you mean 'size'?\n  fix Change to 'size'",
    ],
    [
      `cmd: x\n${good}`,
      "error dvcfile/unknown-key a.csv.dvc:1 [cmd] DVC refuses 'cmd' in a .dvc file. Remove it.",
    ],
    [
      "outs: a.csv\n",
      "error dvcfile/wrong-type a.csv.dvc:1 [a.csv] 'outs' must be a list of mappings with 'path' in them.",
    ],
    [
      "outs:\n- a.csv\n",
      "error dvcfile/wrong-type a.csv.dvc:2 [a.csv] An item of 'outs' must be a mapping with 'path' in it.",
    ],
    ["- a\n", "error dvcfile/wrong-type a.csv.dvc:1 [- a] A .dvc file must be a mapping with 'outs' in it."],
    [
      good.replace("size: 6", "size: x"),
      "error dvcfile/wrong-type a.csv.dvc:3 [x] 'size' must be a whole number.",
    ],
    [
      `${good}frozen: "yes"\n`,
      "error dvcfile/wrong-type a.csv.dvc:6 [\"yes\"] 'frozen' must be true or false.",
    ],
    [
      good.replace(/md5: b\w+/, "md5: b1"),
      "error dvcfile/bad-hash a.csv.dvc:2 [b1] A hash must be text of at least three characters: restore it from Git.",
    ],
    [
      good.replace(/md5: b\w+/, "md5: B1946AC92492D2347C6235B4D2611184"),
      "warning dvcfile/bad-hash a.csv.dvc:2 [B1946AC92492D2347C6235B4D2611184] This is not an MD5 hash (32 of 0-9 and a-f, then '.dir' for a folder), and no data has it: restore it from Git.",
    ],
    [
      `deps:\n- path: a\n  repo:\n    rev: v1\n${good}`,
      "error dvcfile/wrong-type a.csv.dvc:4 [rev: v1] 'repo' has no 'url': say which repository the data is from.",
    ],
    [
      `deps:\n- path: a\n  repo:\n    url: u\n${good}`,
      "information dvcfile/unlocked-import a.csv.dvc:4 [u] This import records no commit of 'u': everybody gets what is there on that day. `trainyard update` records one.",
    ],
    [
      "outs:\n- path: x.dvc\n",
      "error dvc/output-is-dvcfile a.csv.dvc:2 [x.dvc] 'x.dvc' is a file of DVC's own: it cannot be an output.",
    ],
  ])("tell what is wrong with %j", (text, expected) => {
    expect(toldOf(text)).toBe(expected);
  });

  it("repair a key", () => {
    const files = { "a.csv.dvc": good.replace("size", "sise") };
    expect(fixed(files, problemsOf(files), "a.csv.dvc")?.text).toBe(good);
  });

  it("dvcfile/gone speaks only where all places are known", () => {
    const files = { "data/a.csv.dvc": good };
    const nowhere = { inCache: () => false, hasRemotes: () => false };
    expect(told(files, problemsWith("dvcfile/", files, nowhere))).toBe(
      "warning dvcfile/gone data/a.csv.dvc:5 [a.csv] 'a.csv' is neither here nor in the cache, and there is no remote to pull it from: add it again.",
    );
    for (const world of [{}, { ...nowhere, hasRemotes: () => true }, { ...nowhere, inCache: () => true }]) {
      expect(problemsWith("dvcfile/", files, world)).toEqual([]);
    }
    expect(problemsWith("dvcfile/", { ...files, "data/a.csv": "" }, nowhere)).toEqual([]);
    const imported = { "data/a.csv.dvc": `frozen: true\ndeps:\n- path: a\n${good}` };
    expect(problemsWith("dvcfile/", imported, nowhere)).toEqual([]);
  });
});
