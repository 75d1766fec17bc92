import { mkdir, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";

import { recoverAside, setAside } from "#core/runners/local/set-aside";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;
const aside = () => readdir(join(root, ".dvc/tmp/trainyard/aside"));
const read = (name: string) => readFile(join(root, name), "utf8");

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

test("outputs are out of the way, and come back in place of what a command left", async () => {
  await mkdir(join(root, "model/deep"), { recursive: true });
  await writeFile(join(root, "model/deep/w"), "old");
  await symlink("model/deep/w", join(root, "link"));
  const moved = await setAside(root, [join(root, "model"), join(root, "link"), join(root, "missing")]);
  expect((await readdir(root)).sort()).toEqual([".dvc"]);

  await writeFile(join(root, "model"), "half of a new one");
  await moved.restore();
  expect(await read("model/deep/w")).toBe("old");
  expect(await read("link")).toBe("old");
  expect((await readdir(root)).sort()).toEqual([".dvc", "link", "model"]);
  expect(await aside()).toEqual([]);
});

test("outputs that have been replaced are deleted", async () => {
  await writeFile(join(root, "model"), "old");
  const moved = await setAside(root, [join(root, "model")]);
  await writeFile(join(root, "model"), "new");
  await moved.discard();
  expect(await read("model")).toBe("new");
  expect(await aside()).toEqual([]);
});

test("what a killed process left aside comes back, unless something took its place", async () => {
  await writeFile(join(root, "model"), "old");
  await writeFile(join(root, "metrics"), "old");
  await setAside(root, [join(root, "model"), join(root, "metrics")]);
  await recoverAside(root);
  expect(await aside()).toHaveLength(1);

  const dead = spawnSync("true").pid;
  const manifest = join(root, ".dvc/tmp/trainyard/aside", (await aside())[0] ?? "", "manifest.json");
  const text = await readFile(manifest, "utf8");
  await writeFile(manifest, text.replace(/"pid":\d+/, `"pid":${dead}`));
  await writeFile(join(root, "metrics"), "new");
  await recoverAside(root);
  expect(await read("model")).toBe("old");
  expect(await read("metrics")).toBe("new");
  expect(await aside()).toEqual([]);
});

test("a folder whose process was killed before it moved anything goes", async () => {
  const folder = join(root, ".dvc/tmp/trainyard/aside/0123");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ".manifest.json.tmp"), "{");
  await recoverAside(root);
  expect(await aside()).toEqual([]);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "0"), "what nobody knows");
  await recoverAside(root);
  expect(await aside()).toEqual(["0123"]);
});

test("what stands beside its place, because it could not be moved far, comes back too", async () => {
  await writeFile(join(root, "model"), "old");
  await setAside(root, [join(root, "model")]);
  const [name = ""] = await aside();
  const folder = join(root, ".dvc/tmp/trainyard/aside", name);
  await rename(join(folder, "0"), join(root, `.model.${name}.old`));
  const manifest = join(folder, "manifest.json");
  const text = await readFile(manifest, "utf8");
  await writeFile(manifest, text.replace(/"pid":\d+/, `"pid":${spawnSync("true").pid}`));
  await recoverAside(root);
  expect(await read("model")).toBe("old");
});
