import { expect } from "vitest";
import { checkDvcFile } from "#core/pipeline/dvcfile/check-dvc-file";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { checkWorkspace, readWorkspaceFiles } from "#core/workspace-files";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { test } from "../support/interop.ts";
import { tryDvc } from "../support/python-tools.ts";

const md5 = "0bee89b07a248e27c83fc3d5951213c1";

const dvcFiles: readonly string[] = [
  `outs:\n- md5: ${md5}\n  size: 4\n  hash: md5\n  path: a\n`,
  "outs:\n- path: a\n  cmd: x\n",
  "cmd: x\nouts:\n- path: a\n",
  "outs: a\n",
  "outs:\n- a\n",
  "outs:\n- path: 5\n",
  "outs:\n- md5: ab\n  path: a\n",
  "outs:\n- md5: abc\n  path: a\n",
  `outs:\n- md5: ${md5.toUpperCase()}\n  path: a\n`,
  `outs:\n- md5: ${md5}\n  size: x\n  path: a\n`,
  "wdir: 5\nouts:\n- path: a\n",
  "wdir:\nouts:\n- path: a\n",
  'frozen: "yes"\nouts:\n- path: a\n',
  "deps:\nouts:\n- path: a\n",
  "frozen: true\ndeps:\n- path: b\n  repo:\n    url: x\n    rev_lock: abc\nouts:\n- path: a\n",
  "frozen: true\ndeps:\n- path: b\n  repo:\n    rev_lock: abc\nouts:\n- path: a\n",
  "frozen: true\ndeps:\n- path: b\n  repo:\n    url: x\n    foo: abc\nouts:\n- path: a\n",
  "frozen: true\ndeps:\n- path: b\n  foo: 1\nouts:\n- path: a\n",
  "outs:\n- path: a\n  cache: maybe\n",
  "outs:\n- path: a\n  labels: x\n",
  "desc: 5\nouts:\n- path: a\n",
  "outs:\n",
  "meta: {a: 1}\n",
  "- a\n",
];

test("DVC refuses just the .dvc files that have an error", async () => {
  const repository = await makeDvcRepository({});
  try {
    for (const text of dvcFiles) {
      await repository.write({ "a.dvc": text });
      const { code, stderr } = await tryDvc(repository.root, "dag");
      const hasError = checkDvcFile(parseYaml("a.dvc", text)).some(({ severity }) => severity === "error");
      expect({ text, hasError }, stderr).toEqual({ text, hasError: code !== 0 });
    }
  } finally {
    await repository.remove();
  }
});

const stage = (lines: string, cmd = "echo 1 > o"): string => `stages:\n  s:\n    cmd: ${cmd}\n${lines}`;

/** What a rule says, and what DVC does with it: it fails with these words, or prints them. */
const claims: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ["dvc/wdir-missing", { "dvc.yaml": stage("    wdir: w\n    outs: [o]\n") }, /No such file or directory/],
  ["dvc/output-in-git", { "dvc.yaml": stage("    outs: [o]\n"), o: "" }, /already tracked by SCM/],
  ["cmd/line-continuation", { "dvc.yaml": stage("", "|\n      echo a \\\n      b\n") }, /exited with 127/],
  ["cmd/empty", { "dvc.yaml": stage("    outs: [o]\n", "''") }, /missing data 'source': o/],
  ["params/null", { "dvc.yaml": stage("", "echo =${lr}="), "params.yaml": "lr:\n" }, /=None=/],
  [
    "params/non-string-key",
    { "dvc.yaml": stage("", "echo = ${labels} ="), "params.yaml": "labels: {1: cat, dog: 2}\n" },
    /= --dog 2 =/,
  ],
];

test.each(claims)("%s is what DVC does", async (code, files, words) => {
  const repository = await makeDvcRepository(files);
  const { git, root } = repository;
  try {
    const problems = await checkWorkspace(git, await readWorkspaceFiles(git));
    expect(problems.map((problem) => problem.code)).toContain(code);
    const { stdout, stderr } = await tryDvc(root, "repro");
    expect(stdout + stderr).toMatch(words);
  } finally {
    await repository.remove();
  }
});
