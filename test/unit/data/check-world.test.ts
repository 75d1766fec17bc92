import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkWorldOf } from "#core/check-world";
import { checkWorkspace, readWorkspaceFiles } from "#core/workspace-files";
import { makeDvcRepository } from "../../support/dvc-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";

let repository: TestRepository | undefined;

afterEach(() => repository?.remove());

const md5 = "b1946ac92492d2347c6235b4d2611184";

/** The codes of what is wrong in a repository, with the file that has it. */
async function codes({ git }: TestRepository): Promise<string[]> {
  const problems = await checkWorkspace(git, await readWorkspaceFiles(git));
  return problems.map(({ code, file }) => `${code} ${file}`).toSorted();
}

test("Git is asked for outputs, the cache and the remotes for data", async () => {
  repository = await makeDvcRepository({
    "dvc.yaml": "stages:\n  a:\n    cmd: make\n    deps: [in]\n    outs: [kept, folder, new]\n",
    in: "",
    kept: "",
    "folder/x": "",
    "gone.csv.dvc": `outs:\n- md5: ${md5}\n  size: 6\n  hash: md5\n  path: gone.csv\n`,
    "odd.dvc": "outs:\n- md5: 1b1946ac\n  path: odd\n  sise: 1\n",
  });
  await repository.write({ new: "" });
  expect(await codes(repository)).toEqual([
    "dvc/output-in-git dvc.yaml",
    "dvc/output-in-git dvc.yaml",
    "dvcfile/bad-hash odd.dvc",
    "dvcfile/gone gone.csv.dvc",
    "dvcfile/gone odd.dvc",
    "dvcfile/unknown-key odd.dvc",
  ]);
  await repository.write({ [`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`]: "hello\n" });
  expect(await codes(repository)).not.toContain("dvcfile/gone gone.csv.dvc");
  await repository.write({
    ".dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = /tmp/store\n",
  });
  expect(await codes(repository)).not.toContain("dvcfile/gone odd.dvc");
});

test("folders are told from files", async () => {
  repository = await makeDvcRepository({ "dvc.yaml": "stages: {}\n", "data/x": "" });
  const world = await checkWorldOf(repository.git, await readWorkspaceFiles(repository.git));
  expect(world.list?.(".")).toEqual(expect.arrayContaining(["data/", "dvc.yaml"]));
  for (const path of ["nowhere", "dvc.yaml", "dvc.yaml/x"]) expect(world.list?.(path)).toEqual([]);
  expect(world.hasRemotes?.()).toBe(false);
  expect(world.inGit?.("data")).toBeUndefined();
});

test("scripts and tables that are no text are not looked into", async () => {
  repository = await makeDvcRepository({
    "dvc.yaml":
      "stages:\n  a:\n    cmd: python train.py\n    deps: [train.py]\n    outs: [o]\nplots:\n  - m.csv: {y: b}\n  - f.csv: {y: b}\n",
    "f.csv/x": "",
  });
  await writeFile(path.join(repository.root, "train.py"), Buffer.from([0x23, 0xe9]));
  await writeFile(path.join(repository.root, "m.csv"), Buffer.from([0xe9, 0x2c, 0x61, 0x0a]));
  expect(await codes(repository)).toEqual([]);
});
