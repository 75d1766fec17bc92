import { test as base } from "vitest";
import { makeRepository, type TestRepository } from "./git-repository.ts";

/** A test that has a repository of its own, with two files and ignored places, if it asks for one. */
export const test = base.extend<{ repository: TestRepository }>({
  // Vitest reads from the pattern which other fixtures this one needs: none.
  // oxlint-disable-next-line no-empty-pattern
  repository: async ({}, use) => {
    const repository = await makeRepository({
      "a.txt": "one\n",
      "sub/b.txt": "two\n",
      ".gitignore": "*.log\n/data/\n",
    });
    await use(repository);
    await repository.remove();
  },
});
