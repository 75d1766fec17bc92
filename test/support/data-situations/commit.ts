import { folder, pipeline } from "./situation.ts";
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
  {
    about: "stages that are as they were recorded",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro"),
    command: ["commit"],
  },
  {
    about: "an output that was edited",
    files: pipeline,
    setUp: async ({ write, dvc: run }) => {
      await run("repro");
      await write({ "out.txt": "edited" });
    },
    command: ["commit", "prep"],
    refused: "--force",
  },
  {
    about: "edited outputs of stages, by force",
    files: pipeline,
    setUp: async ({ write, dvc: run }) => {
      await run("repro");
      await write({ "out.txt": "edited", "in.txt": "other", raw: "r" });
      await run("add", "raw");
    },
    command: ["commit", "--force"],
  },
  {
    about: "a stage that never ran, by force",
    files: pipeline,
    setUp: ({ write }) => write({ "out.txt": "by hand" }),
    command: ["commit", "--force", "prep"],
  },
  {
    about: "a stage with what it needs",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro", "--no-commit"),
    command: ["commit", "--with-deps", "train"],
  },
];
