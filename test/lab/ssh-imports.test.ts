import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test as anyTest, vi } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles } from "../support/git-repository.ts";
import { test as interopTest } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { hasSshServer, startSshServer, type SshServer } from "../support/ssh-server.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

const withDvc = hasSshServer ? interopTest : anyTest.skip;

let server: SshServer;

beforeAll(async () => {
  if (hasSshServer) server = await startSshServer();
});

afterAll(() => server?.remove());

afterEach(() => {
  vi.unstubAllEnvs();
});

withDvc("imports over ssh what dvc imports, and records the same", async () => {
  vi.stubEnv("PATH", `${server.programs}${path.delimiter}${process.env["PATH"]}`);
  const { folder, remove } = await makeTempFolder();
  await writeFiles(folder, { "file.txt": "one\n", "tree/a": "a", "tree/sub/b": "b" });
  const settings = [
    "['remote \"lab\"']",
    `    url = ssh://127.0.0.1${folder}`,
    `    port = ${server.port}`,
    `    keyfile = ${server.key}`,
    "",
  ].join("\n");
  const [ours, theirs] = await Promise.all([
    makeDvcRepository({ ".dvc/config": settings }),
    makeDvcRepository({ ".dvc/config": settings }),
  ]);
  try {
    for (const name of ["file.txt", "tree"]) {
      await trainyard(ours.root, "import-url", `remote://lab/${name}`);
      await dvc(theirs.root, "import-url", `remote://lab/${name}`);
      expect(await readFile(path.join(ours.root, `${name}.dvc`), "utf8")).toBe(
        await readFile(path.join(theirs.root, `${name}.dvc`), "utf8"),
      );
    }
    expect(await readFile(path.join(ours.root, "tree/sub/b"), "utf8")).toBe("b");
    expect(await dvcJson(ours.root, "status")).toEqual({});
    await writeFiles(folder, { "file.txt": "two\n" });
    expect(await trainyardJson(ours.root, "update", "file.txt.dvc", "tree.dvc")).toMatchObject({
      updated: ["file.txt.dvc"],
      unchanged: ["tree.dvc"],
    });
    expect(await readFile(path.join(ours.root, "file.txt"), "utf8")).toBe("two\n");
  } finally {
    await Promise.all([ours.remove(), theirs.remove(), remove()]);
  }
});
