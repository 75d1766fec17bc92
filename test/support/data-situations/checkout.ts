import { chmod, rm, truncate } from "node:fs/promises";
import { config, folder, nothing, pipeline } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `checkout` is asked to do. */
export const checkouts: readonly Situation[] = [
  {
    about: "what is not in the workspace",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ ...folder, "a.txt": "a", "sub/b.txt": "b" });
      await run("add", "data", "a.txt", "sub/b.txt");
      for (const file of ["data", "a.txt", "sub/b.txt"]) await remove(file);
    },
    command: ["checkout"],
  },
  ...["hardlink", "symlink"].map((type): Situation => ({
    about: `checked out as ${type}`,
    files: { ".dvc/config": config(type) },
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
      for (const file of ["data", "a.txt"]) await remove(file);
    },
    command: ["checkout", "data", "a.txt.dvc"],
  })),
  {
    about: "links to a cache that was emptied",
    files: { ".dvc/config": config("symlink") },
    setUp: async ({ write, dvc: run, at }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await rm(at(".dvc/cache"), { recursive: true });
    },
    command: ["checkout", "-f"],
    refused: "The cache does not have a.txt",
    differs: "DVC says that it changed the file, and the link leads nowhere as before",
  },
  {
    about: "an executable again",
    setUp: async ({ write, dvc: run, at, delete: remove }) => {
      await write({ "run.sh": "x" });
      await chmod(at("run.sh"), 0o755);
      await run("add", "run.sh");
      await remove("run.sh");
    },
    command: ["checkout", "run.sh"],
  },
  {
    about: "names that would be drives and ways out on Windows",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ "c:x": "1", "z:dir/a": "2", "data/d:y": "3", "data/..\\z": "4" });
      await run("add", "c:x", "z:dir", "data");
      for (const file of ["c:x", "z:dir", "data"]) await remove(file);
    },
    command: ["checkout"],
  },
  {
    about: "one file of a folder",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove("data");
    },
    command: ["checkout", "data/b/c.txt"],
  },
  {
    about: "one folder of a folder",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove("data");
    },
    command: ["checkout", "data/b"],
  },
  {
    about: "a folder with changes that the cache has",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await write({ "data/a.txt": "c", "data/extra.txt": "d" });
      await remove("data/b/d.txt");
    },
    command: ["checkout", "data"],
  },
  {
    about: "changes that the cache does not have",
    setUp: async ({ write, dvc: run }) => {
      await write(folder);
      await run("add", "data");
      await write({ "data/a.txt": "precious" });
    },
    command: ["checkout", "data"],
    refused: "not in the cache and would be lost",
  },
  {
    about: "a file that the cache does not have in a tracked folder",
    setUp: async ({ write, dvc: run }) => {
      await write(folder);
      await run("add", "data");
      await write({ "data/more/new.txt": "precious" });
    },
    command: ["checkout", "data.dvc"],
    refused: "not in the cache and would be lost",
  },
  {
    about: "changes, by force",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
      await write({ "data/a.txt": "precious", "data/more/new.txt": "new", "a.txt": "other" });
      await remove("data/b");
    },
    command: ["checkout", "--force"],
  },
  {
    about: "what the cache lacks",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ "a.txt": "a", "b.txt": "b" });
      await run("add", "a.txt", "b.txt");
      for (const file of ["a.txt", "b.txt", ".dvc/cache/files/md5/92"]) await remove(file);
    },
    command: ["checkout"],
    refused: "trainyard fetch",
  },
  {
    about: "what the cache lacks, allowed",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ "a.txt": "a", "b.txt": "b" });
      await run("add", "a.txt", "b.txt");
      for (const file of ["a.txt", "b.txt", ".dvc/cache/files/md5/92"]) await remove(file);
    },
    command: ["checkout", "--allow-missing"],
  },
  {
    about: "a corrupt object that is not protected",
    setUp: async ({ write, dvc: run, at, delete: remove }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await remove("a.txt");
      const object = at(".dvc/cache/files/md5/0c/c175b9c0f1b6a831c399e269772661");
      await chmod(object, 0o644);
      await truncate(object, 0);
    },
    command: ["checkout", "a.txt"],
    refused: "trainyard fetch",
    differs: "DVC brings the wrong bytes",
  },
  {
    about: "outputs of stages",
    files: pipeline,
    setUp: async ({ dvc: run, delete: remove }) => {
      await run("repro");
      for (const file of ["out.txt", "model.txt"]) await remove(file);
    },
    command: ["checkout", "train"],
  },
  {
    about: "outputs of a stage and of what it needs",
    files: pipeline,
    setUp: async ({ dvc: run, delete: remove }) => {
      await run("repro");
      for (const file of ["out.txt", "model.txt"]) await remove(file);
    },
    command: ["checkout", "--with-deps", "train"],
  },
  {
    about: "a stage that never ran",
    files: pipeline,
    setUp: nothing,
    command: ["checkout"],
    refused: "repro",
  },
  {
    about: "everything in a folder",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ "sub/a.txt": "a", "sub/deep/b.txt": "b", "c.txt": "c" });
      await run("add", "sub/a.txt", "sub/deep/b.txt", "c.txt");
      for (const file of ["sub/a.txt", "sub/deep/b.txt", "c.txt"]) await remove(file);
    },
    command: ["checkout", "-R", "sub"],
  },
  {
    about: "linked anew",
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
      await write({ ".dvc/config": config("hardlink") });
    },
    command: ["checkout", "--relink"],
  },
  { about: "an unknown target", setUp: nothing, command: ["checkout", "nope"], refused: "There is no stage" },
];
