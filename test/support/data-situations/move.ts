import { mkdir } from "node:fs/promises";
import { folder, pipeline } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `move` is asked to do. */
export const moves: readonly Situation[] = [
  {
    about: "a file",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
    },
    command: ["move", "a.txt", "b.txt"],
  },
  {
    about: "a folder into a folder",
    setUp: async ({ write, dvc: run, at }) => {
      await write(folder);
      await run("add", "data");
      await mkdir(at("to"));
    },
    command: ["move", "data", "to"],
  },
  {
    about: "from another folder, changed since",
    setUp: async ({ write, dvc: run }) => {
      await write({ "sub/a.txt": "a" });
      await run("add", "sub/a.txt");
      await write({ "sub/a.txt": "changed" });
    },
    command: ["move", "a.txt", "../b.txt"],
    folder: "sub",
  },
  {
    about: "data that is not in the workspace",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await remove("a.txt");
    },
    command: ["move", "a.txt", "b.txt"],
  },
  {
    about: "where a .dvc file is",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a", "b.txt": "b" });
      await run("add", "a.txt", "b.txt");
    },
    command: ["move", "a.txt", "b.txt"],
    refused: "would be replaced",
  },
  {
    about: "an output of a stage",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro"),
    command: ["move", "out.txt", "other.txt"],
    refused: "is an output of stage",
  },
];
