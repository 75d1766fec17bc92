import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { openIgnoredOutputs } from "#core/runners/local/ignored-outputs";
import { makeDvcRepository } from "../../support/dvc-repository.ts";

test("an output that the stage made as a link is kept out of Git like any other", async () => {
  const { git, root, write, remove } = await makeDvcRepository({ ".gitignore": "/known/\n" });
  try {
    await write({ "in.txt": "1" });
    await symlink("in.txt", join(root, "latest"));
    const written: string[] = [];
    await openIgnoredOutputs(git, ["latest", "other"], (file) => written.push(file)).add(["latest", "other"]);
    expect(await readFile(join(root, ".gitignore"), "utf8")).toBe("/known/\n/latest\n/other\n");
    expect(written).toEqual([".gitignore"]);
  } finally {
    await remove();
  }
});
