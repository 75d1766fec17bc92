import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect } from "vitest";
import { additions } from "../support/data-situations/add.ts";
import { refusedAdditions } from "../support/data-situations/add-refused.ts";
import { checkouts } from "../support/data-situations/checkout.ts";
import { commits } from "../support/data-situations/commit.ts";
import { moves } from "../support/data-situations/move.ts";
import { rareRequests } from "../support/data-situations/rare.ts";
import { removals } from "../support/data-situations/remove.ts";
import { unprotections } from "../support/data-situations/unprotect.ts";
import type { Situation } from "../support/data-situations/situation.ts";
import { stateOfData } from "../support/data-state.ts";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, tryDvc } from "../support/python-tools.ts";
import { tryTrainyard } from "../support/trainyard.ts";

const situations: readonly Situation[] = [
  ...additions,
  ...refusedAdditions,
  ...checkouts,
  ...commits,
  ...removals,
  ...moves,
  ...unprotections,
  ...rareRequests,
];

describe.concurrent("what both tools make of the same situation", () => {
  test.for(
    situations.map((situation) => [`${situation.command.join(" ")}: ${situation.about}`, situation] as const),
  )("%s", async ([, situation]) => {
    const theirs = await makePlace(situation);
    const ours = await makePlace(situation);
    try {
      const cwd = (root: string): string => path.join(root, situation.folder ?? "");
      const judge = await tryDvc(cwd(theirs.root), ...situation.command);
      const answer = await tryTrainyard(cwd(ours.root), ...situation.command);
      expect(answer.stderr).not.toContain("Unexpected error");
      if (situation.refused === undefined) expect(answer).toMatchObject({ code: 0 });
      else expect(answer.stderr).toContain(situation.refused);
      if (situation.differs !== undefined) return;
      expect(answer.code === 0, answer.stderr + judge.stderr).toBe(judge.code === 0);
      expect(await stateOfData(ours.root)).toEqual(await stateOfData(theirs.root));
      expect(await staged(ours)).toEqual(await staged(theirs));
      if (judge.code === 0) expect(await dvc(ours.root, "status")).toBe(await dvc(theirs.root, "status"));
    } finally {
      await theirs.remove();
      await ours.remove();
    }
  });
});

test("with --quiet a command only says what went wrong", async () => {
  const repository = await makeDvcRepository({
    ".dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = ../store\n",
    ".gitignore": "/store\n",
    "dvc.yaml": "stages:\n  make:\n    cmd: echo 1 > made\n    outs: [made]\n",
  });
  const { root } = repository;
  await repository.write({ "raw/one": "1\n", "outside/two": "2\n", made: "1\n" });
  try {
    for (const command of [
      "add raw",
      "commit --force",
      "push",
      "unprotect raw",
      "checkout --relink",
      "fetch",
      "pull",
      "move raw data",
      "import-url outside/two imported",
      "update imported.dvc",
      "get-url outside/two copy",
      "freeze make",
      "unfreeze make",
      "remove imported.dvc",
      "gc --workspace --force",
      "remote add other elsewhere",
    ]) {
      const words = [...command.split(" "), "--quiet"];
      expect({ command, ...(await tryTrainyard(root, ...words)) }).toMatchObject({
        command,
        code: 0,
        stdout: "",
        stderr: "",
      });
    }
    expect(await tryTrainyard(root, "gc", "--workspace", "--dry", "--quiet")).toMatchObject({
      stdout: "There is nothing to remove from the cache.\n",
    });
    expect((await tryTrainyard(root, "add", "nothing", "--quiet")).stderr).toContain("nothing");
  } finally {
    await repository.remove();
  }
});

async function makePlace({ files, setUp }: Situation): Promise<TestRepository> {
  const repository = await makeDvcRepository({ ...files });
  const at = (file: string): string => path.join(repository.root, file);
  await setUp({
    root: repository.root,
    at,
    write: repository.write,
    git: repository.run,
    dvc: (...args) => dvc(repository.root, ...args),
    delete: (file) => rm(at(file), { recursive: true }),
  });
  return repository;
}

function staged({ run }: TestRepository): Promise<string> {
  return run("diff", "--cached", "--name-status");
}
