import { folder } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `commit` is asked to do. */
export const commits: readonly Situation[] = [
  {
    about: "a change",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await write({ "a.txt": "changed" });
    },
    command: ["commit", "a.txt"],
    refused: "--force",
  },
  {
    about: "changes by force",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
      await write({ "a.txt": "changed", "data/new.txt": "new" });
      await remove("data/b");
    },
    command: ["commit", "--force"],
  },
  {
    about: "what was recorded without being stored",
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "--no-commit", "data", "a.txt");
    },
    command: ["commit", "data.dvc", "a.txt"],
  },
  {
    about: "data that is gone",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await remove("a.txt");
    },
    command: ["commit", "-f", "a.txt.dvc"],
    refused: "There is no",
  },
];
