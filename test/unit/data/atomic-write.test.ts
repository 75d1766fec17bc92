import { chmod, lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFileAtomic } from "#core/data/atomic-write";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

test("keeps the mode of the file that it replaces", async () => {
  const file = join(root, "run.sh");
  await writeFile(file, "old");
  await chmod(file, 0o750);
  await writeFileAtomic(file, "new");
  expect(await readFile(file, "utf8")).toBe("new");
  expect((await stat(file)).mode & 0o777).toBe(0o750);
  expect(await readdir(root)).toEqual(["run.sh"]);
});

test("replaces the file behind a link, and makes the one behind a link to nothing", async () => {
  await mkdir(join(root, "real"));
  await writeFile(join(root, "real/file"), "old");
  await symlink(join(root, "real/file"), join(root, "link"));
  await writeFileAtomic(join(root, "link"), "new");
  expect((await lstat(join(root, "link"))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(root, "real/file"), "utf8")).toBe("new");
});

test("leaves the old file and nothing else when it fails", async () => {
  await mkdir(join(root, "folder/inside"), { recursive: true });
  await expect(writeFileAtomic(join(root, "folder"), "new")).rejects.toThrow();
  await expect(writeFileAtomic(join(root, "absent/file"), "new")).rejects.toMatchObject({ code: "ENOENT" });
  expect(await readdir(root)).toEqual(["folder"]);
});

test("says what to do about what the system refuses", async () => {
  await expect(writeFileAtomic(join(root, "n".repeat(300)), "new")).rejects.toMatchObject({
    kind: "file-refused",
    message: expect.stringContaining("choose a shorter one"),
  });
});

test("a reader never sees a part, whatever the moment", async () => {
  const file = join(root, "file");
  const texts = ["a".repeat(300_000), "b".repeat(200_000)];
  await writeFileAtomic(file, texts[0] ?? "");
  let isWriting = true;
  const reading = (async () => {
    const seen = new Set<string>();
    while (isWriting) seen.add(await readFile(file, "utf8"));
    return seen;
  })();
  for (let round = 0; round < 20; round++) await writeFileAtomic(file, texts[round % 2] ?? "");
  isWriting = false;
  for (const text of await reading) expect(texts).toContain(text);
});
