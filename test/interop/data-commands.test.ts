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
