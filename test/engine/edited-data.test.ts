import { appendFile, readFile, rm } from "node:fs/promises";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { openCache } from "#core/data/cache/cache";
import { parseDvcFile } from "#core/data/dvc-file";
import type { TrackedData } from "#core/data/dvc-file";
import { hashPath } from "#core/data/hash/hash";
import { keepEditedData } from "#core/experiments/keep-edited-data";

import { makeExperimentRepository } from "../support/experiment-repository.ts";
import type { ExperimentRepository } from "../support/experiment-repository.ts";

/** The stage reads `raw.txt`; nothing reads `images`. Both are as their `.dvc` files say, and in the cache. */
async function makeTracked(): Promise<ExperimentRepository & { readonly cacheDir: string }> {
  const repository = await makeExperimentRepository();
  onTestFinished(repository.remove);
  const { root, write } = repository;
  await write({
    "images/a.png": "a\n",
    "images/b.png": "b\n",
    ".gitignore": "/raw.txt\n/model.bin\n/images\n",
    "raw.txt.dvc": "outs:\n- hash: md5\n  path: raw.txt\n",
    "images.dvc": "outs:\n- hash: md5\n  path: images\n",
  });
  const cacheDir = path.join(root, ".dvc/cache");
  await write(
    Object.fromEntries(await keepEditedData(repository.git, { targets: [], cache: openCache(cacheDir) })),
  );
  await repository.commit("Track data");
  return { ...repository, cacheDir };
}

const recorded = (file: string, text: string): TrackedData | undefined => parseDvcFile(file, text).outs[0];

test("an experiment in a worktree works on the data as it is edited when it is asked for", async () => {
  const { root, git, write, run, plan, execute } = await makeTracked();
  await appendFile(path.join(root, "raw.txt"), "more\n");
  await write({ "images/c.png": "c\n" });
  await rm(path.join(root, "images/a.png"));
  const edited = [
    await hashPath(path.join(root, "raw.txt"), {}),
    await hashPath(path.join(root, "images"), {}),
  ];
  const plans = await plan({ name: "edited" });
  await write({ "raw.txt": "too late\n", "images/d.png": "too late\n" });

  const [done] = await execute(plans);
  expect(done).toMatchObject({ state: "success", stages: [{ stage: "train", action: "run" }] });
  const [raw, images] = await Promise.all(
    ["raw.txt.dvc", "images.dvc"].map(async (file) =>
      recorded(file, await run("show", `${done?.revision}:${file}`)),
    ),
  );
  expect(raw).toMatchObject({ md5: edited[0]?.md5, size: 9n });
  expect(images).toMatchObject({ md5: edited[1]?.md5, size: 4n, nfiles: 2n });

  expect(await git.run(["status", "--porcelain"])).toBe("");
  expect(await readFile(path.join(root, "raw.txt"), "utf8")).toBe("too late\n");
});

test("an experiment in place records them in the workspace", async () => {
  const { root, git, write, runAll } = await makeTracked();
  await write({ "images/c.png": "c\n" });
  const [done] = await runAll({ place: "workspace" });
  expect(done).toMatchObject({ state: "success" });
  expect(await git.run(["diff", "--name-only", "HEAD", "--", "images.dvc", "raw.txt.dvc"])).toBe(
    "images.dvc\n",
  );
  const hash = await hashPath(path.join(root, "images"), {});
  expect(recorded("images.dvc", await readFile(path.join(root, "images.dvc"), "utf8"))?.md5).toBe(hash?.md5);
});

test.each([
  { targets: [], files: ["images.dvc", "raw.txt.dvc"] },
  { targets: ["dvc.yaml"], files: ["images.dvc", "raw.txt.dvc"] },
  { targets: ["train"], files: ["raw.txt.dvc"] },
])("for the targets $targets, data of $files is taken", async ({ targets, files }) => {
  const { git, write, cacheDir } = await makeTracked();
  await write({ "raw.txt": "other\n", "images/c.png": "c\n" });
  const cache = openCache(cacheDir);
  const texts = await keepEditedData(git, { targets, cache });
  expect([...texts.keys()]).toEqual(files);
  const md5s = [...texts].map(([file, text]) => recorded(file, text)?.md5 ?? "");
  expect(await cache.missing(md5s)).toEqual(new Set());
});

test("what is not there, imported, or right in the way of DVC 2 needs no new text", async () => {
  const { root, git, write, cacheDir } = await makeTracked();
  const cache = openCache(cacheDir);
  await rm(path.join(root, "raw.txt"));
  await write({
    "imported.txt": "edited\n",
    "imported.txt.dvc":
      "frozen: true\ndeps:\n- path: ../origin.txt\nouts:\n- hash: md5\n  path: imported.txt\n",
    "old.txt": "a\r\n",
    // The hash of "a\n", which DVC 2 takes for both ways to end a line.
    "old.txt.dvc": "outs:\n- md5: 60b725f10c9c85c70d97880dfe8191b3\n  size: 3\n  path: old.txt\n",
  });
  expect(await keepEditedData(git, { targets: [], cache })).toEqual(new Map());
  await write({ "old.txt": "b\r\n" });
  const text = (await keepEditedData(git, { targets: [], cache })).get("old.txt.dvc") ?? "";
  const hash = await hashPath(path.join(root, "old.txt"), {});
  expect(recorded("old.txt.dvc", text)).toMatchObject({ hash: "md5", md5: hash?.md5 });
});

test("data that is recorded and not in the cache is put there", async () => {
  const { root, git, cacheDir } = await makeTracked();
  await rm(cacheDir, { recursive: true });
  const cache = openCache(cacheDir);
  expect(await keepEditedData(git, { targets: [], cache })).toEqual(new Map());
  const hash = await hashPath(path.join(root, "images"), {});
  expect(await cache.missing([hash?.md5 ?? ""])).toEqual(new Set());
});
