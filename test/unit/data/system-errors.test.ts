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
