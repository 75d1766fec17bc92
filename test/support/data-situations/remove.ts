import { config, folder, nothing, pipeline } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `remove` is asked to do. */
export const removals: readonly Situation[] = [
  {
    about: "a .dvc file",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a", "b.txt": "b" });
      await run("add", "a.txt", "b.txt");
    },
    command: ["remove", "a.txt.dvc"],
  },
  {
    about: "the last .dvc file, with its data",
    setUp: async ({ write, dvc: run }) => {
      await write(folder);
      await run("add", "data");
    },
    command: ["remove", "--outs", "data.dvc"],
  },
  {
    about: "data that is linked",
    files: { ".dvc/config": config("hardlink") },
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
    },
    command: ["remove", "data.dvc", "a.txt.dvc"],
  },
  {
    about: "a stage",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro"),
    command: ["remove", "train"],
  },
  {
    about: "all stages",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro"),
    command: ["remove", "dvc.yaml"],
  },
  {
    about: "a stage with its outputs",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro"),
    command: ["remove", "--outs", "dvc.yaml:prep"],
  },
  {
    about: "data by its own name",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
    },
    command: ["remove", "a.txt"],
    refused: "trainyard remove a.txt.dvc",
  },
  {
    about: "an unknown stage",
    files: pipeline,
    setUp: nothing,
    command: ["remove", "nope"],
    refused: "There is no stage",
  },
];
