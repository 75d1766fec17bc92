import { expect } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson, tryDvc } from "../support/python-tools.ts";
import { trainyard, trainyardJson, tryTrainyard } from "../support/trainyard.ts";

async function inRepository(
  files: Readonly<Record<string, string>>,
  use: (repository: TestRepository) => Promise<void>,
): Promise<void> {
  const repository = await makeDvcRepository(files);
  try {
    await use(repository);
  } finally {
    await repository.remove();
  }
}

const situations: Readonly<
  Record<string, { files: Readonly<Record<string, string>>; commands: readonly string[]; says: string }>
> = {
  "an output that .dvcignore hides": {
    files: { "a.dvc": "outs:\n- path: a\n", ".dvcignore": "a\n" },
    commands: ["status", "repro a.dvc", "checkout", "commit -f", "data status", "add new", "gc -w -f"],
    says: ".dvcignore hides the output 'a'",
  },
  "an output that is called like a file of DVC's": {
    files: { "a.dvc": "outs:\n- path: sub/dvc.yaml\n" },
    commands: ["status", "repro a.dvc", "checkout", "commit -f", "data status", "add new", "gc -w -f"],
    says: "'sub/dvc.yaml' is a file of DVC's own: it cannot be an output.",
  },
  "a cycle through a .dvc file with dependencies": {
    files: {
      "a.dvc": "deps:\n- path: b\nouts:\n- path: a\n",
      "dvc.yaml": "stages:\n  s:\n    cmd: cp a b\n    deps: [a]\n    outs: [b]\n",
    },
    commands: ["repro", "repro s", "add new"],
    says: "'a' closes a cycle: s → a.dvc → s.",
  },
  "a cycle through a frozen .dvc file": {
    files: {
      "a.dvc": "frozen: true\ndeps:\n- path: b\nouts:\n- path: a\n",
      "dvc.yaml": "stages:\n  s:\n    cmd: cp a b\n    deps: [a]\n    outs: [b]\n",
    },
    commands: ["repro", "add new"],
    says: "'a' closes a cycle: s → a.dvc → s.",
  },
};

test.each(Object.entries(situations))("both refuse %s", (_name, { files, commands, says }) =>
  inRepository({ ...files, new: "n\n" }, async ({ root, run }) => {
    await run("rm", "-q", "--cached", "new");
    for (const command of commands) {
      const args = command.split(" ");
      expect((await tryDvc(root, ...args)).code, `dvc ${command}`).not.toBe(0);
      const { code, stderr } = await tryTrainyard(root, ...args);
      expect({ code, stderr }, command).toEqual({ code: 1, stderr: expect.stringContaining(says) as string });
    }
  }),
);

test("a .dvc file in an output is not there until it is named", () =>
  inRepository(
    {
      "dvc.yaml": "stages:\n  s:\n    cmd: mkdir o && echo 1 > o/z\n    outs: [o]\n",
      "o/z": "1\n",
      "o/z.dvc": "outs:\n- path: z\n",
    },
    async ({ root }) => {
      expect(await dvcJson(root, "status")).toEqual({ s: [{ "changed outs": { o: "modified" } }] });
      const { stages } = await trainyardJson<{ stages: { address: string }[] }>(root, "status");
      expect(stages.map(({ address }) => address)).toEqual(["s"]);
      expect(await dvc(root, "status", "o/z.dvc")).toContain("o/z.dvc:");
      expect(await trainyard(root, "status", "o/z.dvc")).toContain("o/z.dvc: changed");
    },
  ));
