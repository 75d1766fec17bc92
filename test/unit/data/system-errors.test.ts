import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { namingSystemErrors } from "#core/data/system-errors";
import { makeTempFolder } from "../../support/temp-folder.ts";

test("what could not be replaced is named, not what was to take its place", async () => {
  const { folder, remove } = await makeTempFolder();
  await writeFile(join(folder, "new"), "1");
  await mkdir(join(folder, "taken"));
  const renamed = namingSystemErrors(() => rename(join(folder, "new"), join(folder, "taken")));
  await expect(renamed).rejects.toThrow(`"${join(folder, "taken")}" cannot be used: it is a folder`);
  await remove();
});

test("a folder that cannot be made is on a file system that is read-only, whatever Node calls that", async () => {
  // What Node 20 throws for a recursive mkdir on one.
  const error = Object.assign(new Error("ENOENT"), { code: "ENOENT", syscall: "mkdir", path: "/cache/c3" });
  const made = namingSystemErrors(() => Promise.reject(error));
  await expect(made).rejects.toThrow('"/cache/c3" cannot be used: the file system is read-only');
});
