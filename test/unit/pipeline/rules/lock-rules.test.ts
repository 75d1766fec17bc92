import { describe, expect, it } from "vitest";
import { fixed, problemsWith, told } from "../../../support/told-problems.ts";

const md5 = "b1946ac92492d2347c6235b4d2611184";
const other = "0bee89b07a248e27c83fc3d5951213c1";

/** A dvc.lock with one entry a stage, in DVC's own form. */
function lockOf(entries: Readonly<Record<string, string>>): string {
  const written = Object.entries(entries).map(([name, lines]) => `  ${name}:\n${lines}`);
  return `schema: '2.0'\nstages:\n${written.join("")}`;
}

const item = (path: string, hash = md5): string =>
  `    - path: ${path}\n      hash: md5\n      md5: ${hash}\n      size: 6\n`;

function lockProblems(files: Readonly<Record<string, string>>): string {
  return told(files, problemsWith("lock/", files));
}

describe("what dvc.lock has of another state of dvc.yaml", () => {
  it("lock/stale-cmd marks the command and shows the recorded one", () => {
    const files = {
      "dvc.yaml": "stages:\n  train:\n    cmd: python train.py --fast\n    outs: [x]\n",
      "dvc.lock": lockOf({ train: "    cmd: python train.py\n" }),
    };
    expect(lockProblems(files)).toBe(`\
information lock/stale-cmd dvc.yaml:3 [python train.py --fast] The command changed since 'train' last ran: \`trainyard repro\` runs it again.
  see dvc.lock:4 [cmd: python train.py] It ran with this command`);
  });

  it("lock/stale-param shows both values, in dvc.lock and in the parameter file", () => {
    const files = {
      "dvc.yaml":
        "stages:\n  train:\n    cmd: t\n    params: [train.lr, model, new, conf.json: [a]]\n    outs: [o]\n",
      "params.yaml": "train: {lr: 0.02}\nmodel: {depth: 3, size: 1}\nnew: 1\n",
      "conf.json": '{"a": [1]}',
      "dvc.lock": lockOf({
        train:
          "    cmd: t\n    params:\n      conf.json:\n        a: [1]\n      params.yaml:\n        model:\n          depth: 2\n          size: 1\n        train.lr: 0.01\n",
      }),
    };
    expect(lockProblems(files)).toBe(`\
information lock/stale-param dvc.yaml:4 [train.lr] 'train.lr' changed since 'train' last ran: 0.01 → 0.02.
  see dvc.lock:12 [train.lr: 0.01] It ran with this value
  see params.yaml:1 [0.02] This is its value now
information lock/stale-param dvc.yaml:4 [model] 'model.depth' changed since 'train' last ran: 2 → 3.
  see dvc.lock:9 [model:] It ran with this value
  see params.yaml:2 [3] This is its value now
information lock/stale-param dvc.yaml:4 [new] 'new' is new since 'train' last ran: \`trainyard repro\` runs it again.
  see dvc.lock:3 [train] It ran with this value
  see params.yaml:3 [1] This is its value now`);
  });

  it("lock/stale-deps sees what is new and what was made anew", () => {
    const files = {
      "dvc.yaml":
        "stages:\n  make:\n    cmd: m\n    outs: [a]\n  use:\n    cmd: u\n    deps: [a, b]\n    outs: [c]\n",
      b: "",
      "dvc.lock": lockOf({
        make: `    cmd: m\n    outs:\n${item("a")}`,
        use: `    cmd: u\n    deps:\n${item("a", other)}    outs:\n${item("c")}`,
      }),
    };
    expect(lockProblems(files)).toBe(`\
information lock/stale-deps dvc.yaml:7 [a] 'make' has made 'a' anew since 'use' last ran.
  see dvc.lock:13 [path: a] It ran with another content
information lock/stale-deps dvc.yaml:7 [b] 'b' is new since 'use' last ran: \`trainyard repro\` runs it again.`);
  });

  it("lock/never-run speaks only where others have run", () => {
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: a\n    outs: [x]\n  b:\n    cmd: b\n    outs: [y]\n",
    };
    expect(lockProblems(files)).toBe("");
    expect(lockProblems({ ...files, "dvc.lock": lockOf({ a: "    cmd: a\n" }) })).toBe(
      "information lock/never-run dvc.yaml:5 [b] 'b' is not in dvc.lock: it has not run yet.",
    );
  });

  it("is silent of frozen stages, of those that run always, and of a broken dvc.lock", () => {
    const stage = (more: string): string => `stages:\n  a:\n    cmd: new\n    outs: [x]\n${more}`;
    const lock = lockOf({ a: "    cmd: old\n" });
    expect(lockProblems({ "dvc.yaml": stage("    frozen: true\n"), "dvc.lock": lock })).toBe("");
    expect(lockProblems({ "dvc.yaml": stage("    always_changed: true\n"), "dvc.lock": lock })).toBe("");
    const broken = { "dvc.yaml": stage(""), "dvc.lock": lock.replace("'2.0'", "2.0") };
    expect(problemsWith("lock/", broken).map(({ code }) => code)).toEqual(["lock/schema"]);
  });
});

describe("what is wrong with dvc.lock itself", () => {
  it("lock/orphan removes the entry, and tells a rename", () => {
    const files = {
      "dvc.yaml": "stages:\n  train:\n    cmd: t\n    outs: [x]\n  evaluate:\n    cmd: e\n    outs: [y]\n",
      "dvc.lock": lockOf({ evaluat: "    cmd: e\n", train: "    cmd: t\n" }),
    };
    const orphans = problemsWith("lock/orphan", files);
    expect(told(files, orphans)).toBe(`\
hint lock/orphan dvc.lock:3 [evaluat] No stage 'evaluat' is in dvc.yaml: remove this entry. 'evaluate' has no entry: it may have been 'evaluat' before.
  fix Remove the entry of 'evaluat'`);
    expect(fixed(files, orphans, "dvc.lock")).toEqual({
      title: "Remove the entry of 'evaluat'",
      text: lockOf({ train: "    cmd: t\n" }),
    });
  });

  it("lock/orphan finds entries in a form that DVC does not write, and is silent while dvc.yaml is broken", () => {
    const lock = "schema: '2.0'\nstages: {gone: {cmd: x}}\n";
    const files = { "dvc.yaml": "stages:\n  a:\n    cmd: x\n", "dvc.lock": lock };
    expect(told(files, problemsWith("lock/orphan", files))).toContain("dvc.lock:2 [gone]");
    const broken = { ...files, "dvc.yaml": "stages:\n  a:\n    cmd: ${nothing}\n" };
    expect(problemsWith("lock/orphan", broken)).toEqual([]);
  });

  it.each([
    ["items out of order", `${item("b")}${item("a")}`, "'a' stands after 'b'"],
    [
      "a file that counts files",
      item("a").replace("size: 6", "size: 6\n      nfiles: 2"),
      "'a' counts files, but its hash is one of a file",
    ],
  ])("lock/edited-by-hand: %s", (_name, items, why) => {
    const files = {
      "dvc.yaml": "stages:\n  s:\n    cmd: x\n    outs: [a, b]\n",
      "dvc.lock": lockOf({ s: `    cmd: x\n    outs:\n${items}` }),
    };
    expect(told(files, problemsWith("lock/edited", files))).toBe(
      `information lock/edited-by-hand dvc.lock:3 [s] DVC did not write the entry of 's' like this: ${why}. \`trainyard commit s\` records it anew.`,
    );
  });

  it("lock/conflict keeps either side, also of a merge that shows the ancestor", () => {
    const conflict =
      "<<<<<<< HEAD\n    cmd: ours\n||||||| base\n    cmd: base\n=======\n    cmd: theirs\n>>>>>>> other\n";
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: ours\n    outs: [x]\n",
      "dvc.lock": lockOf({ a: conflict }),
    };
    const problems = problemsWith("lock/", files);
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["error lock/conflict"]);
    expect(problems[0]?.fixes?.map(({ title }) => title)).toEqual(["Keep our side", "Keep their side"]);
    expect(fixed(files, problems, "dvc.lock")?.text).toBe(lockOf({ a: "    cmd: ours\n" }));
  });
});
