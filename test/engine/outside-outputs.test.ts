import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openProject } from "#core/open-project";
import { planReproduction } from "#core/runners/local/plan-reproduction";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { writeFiles, type TestRepository } from "../support/git-repository.ts";

let repository: TestRepository;
let outside: Awaited<ReturnType<typeof makeTempFolder>>;

beforeEach(async () => {
  repository = await makeDvcRepository({});
  outside = await makeTempFolder();
  await writeFiles(outside.folder, { "data/precious": "precious\n" });
});
afterEach(async () => {
  await repository.remove();
  await outside.remove();
});

const stageWith = (out: string): string =>
  `stages:\n  a:\n    cmd: "true"\n    outs: [${JSON.stringify(out)}]\n`;

const plan = () =>
  planReproduction({
    root: repository.root,
    cacheDir: join(repository.root, ".dvc/cache"),
    repro: { targets: [] },
    signal: new AbortController().signal,
  });

const refused = ["../elsewhere", ".", ".git", ".git/config", ".dvc/config", "sub/../../x", "s3://bucket/key"];

test.each(refused)("an output at %s is refused before anything runs", async (out) => {
  await repository.write({ "dvc.yaml": stageWith(out) });
  await expect(plan()).rejects.toMatchObject({
    kind: expect.stringMatching(/^(output-outside|pipeline-invalid)$/),
    message: expect.stringContaining(out),
  });
});

test("so is an absolute path, and what is behind a link that leads out", async () => {
  await repository.write({ "dvc.yaml": stageWith(join(outside.folder, "data")) });
  await expect(plan()).rejects.toThrow("is not a file or folder within the repository");
  await symlink(outside.folder, join(repository.root, "link"));
  await repository.write({ "dvc.yaml": stageWith("link/data") });
  await expect(plan()).rejects.toThrow("is not a file or folder within the repository");
});

test("so is a dependency on a remote that the settings do not know", async () => {
  await repository.write({ "dvc.yaml": 'stages:\n  a:\n    cmd: "true"\n    deps: [remote://nope/x]\n' });
  await expect(plan()).rejects.toThrow("needs the remote 'nope'");
});

test("a link within the repository may be written through", async () => {
  await mkdir(join(repository.root, "real"));
  await symlink("real", join(repository.root, "link"));
  await repository.write({ "dvc.yaml": stageWith("link/new/data") });
  expect(await plan()).toEqual([{ address: "a", action: "run" }]);
});

test("applying an experiment writes nothing outside either", async () => {
  await symlink(outside.folder, join(repository.root, "link"));
  const md5 = "8a33f8f9c69a8b33b90326e7faecaa4d";
  await repository.write({
    [`.dvc/cache/files/md5/8a/${md5.slice(2)}`]: "by hand\n",
    "dvc.yaml": stageWith("link/data/precious"),
    "dvc.lock": `schema: '2.0'\nstages:\n  a:\n    cmd: "true"\n    outs:\n    - path: link/data/precious\n      hash: md5\n      md5: ${md5}\n      size: 8\n`,
  });
  await repository.commit("An experiment");
  const [head, parent] = (await repository.run("rev-parse", "HEAD", "HEAD~")).trim().split("\n");
  await repository.run("update-ref", `refs/exps/${parent?.slice(0, 2)}/${parent?.slice(2)}/bad`, head ?? "");
  await repository.run("reset", "--quiet", "--soft", "HEAD~");
  const project = await openProject(repository.root, { cli: "unused" });
  const applied = await project.applyExperiment("bad");
  project.dispose();
  expect(applied.missing).toEqual(["link/data/precious"]);
  expect(await readFile(join(outside.folder, "data/precious"), "utf8")).toBe("precious\n");
});
