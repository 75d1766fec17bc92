import { makeRepository, type TestRepository } from "./git-repository.ts";

/** What `dvc init` makes, with the given files, committed. */
export function makeDvcRepository(files: Readonly<Record<string, string>>): Promise<TestRepository> {
  return makeRepository({
    ".dvc/config": "",
    ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    ".dvcignore": "",
    ...files,
  });
}
