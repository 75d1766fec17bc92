import { symlink } from "node:fs/promises";
import { folder, nothing, pipeline } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `add` is asked to refuse. */
export const refusedAdditions: readonly Situation[] = [
  { about: "nothing there", setUp: nothing, command: ["add", "a.txt"], refused: "There is no" },
  {
    about: "what Git tracks",
    files: { "a.txt": "a" },
    setUp: nothing,
    command: ["add", "a.txt"],
    refused: "git rm -r --cached",
  },
  {
    about: "a folder with a file that Git tracks",
    files: { "data/a.txt": "a" },
    setUp: ({ write }) => write(folder),
    command: ["add", "data"],
    refused: "git rm -r --cached",
  },
  {
    about: "a folder around tracked data",
    setUp: async ({ write, dvc: run }) => {
      await write(folder);
      await run("add", "data/a.txt");
    },
    command: ["add", "data"],
    refused: "trainyard remove data/a.txt.dvc",
  },
  {
    about: "an output of a stage",
    files: pipeline,
    setUp: ({ dvc: run }) => run("repro"),
    command: ["add", "out.txt"],
    refused: "trainyard repro prep",
  },
  {
    about: "targets in one another",
    setUp: ({ write }) => write(folder),
    command: ["add", "data", "data/b"],
    refused: "cannot both be added",
  },
  {
    about: "a pipeline",
    files: pipeline,
    setUp: nothing,
    command: ["add", "dvc.yaml"],
    refused: "DVC's or Git's own",
  },
  { about: "DVC's settings", setUp: nothing, command: ["add", ".dvc/config"], refused: "DVC's or Git's own" },
  {
    about: "a folder with a pipeline",
    setUp: ({ write }) => write({ "sub/dvc.yaml": "stages:\n  a:\n    cmd: echo\n", "sub/x": "x" }),
    command: ["add", "sub"],
    refused: "move it out first",
  },
  {
    about: "what is outside",
    setUp: nothing,
    command: ["add", "/etc/hostname"],
    refused: "is not in the repository",
  },
  {
    about: "behind a link to a folder",
    setUp: async ({ write, at }) => {
      await write(folder);
      await symlink("data", at("link"));
    },
    command: ["add", "link/a.txt"],
    refused: "symbolic link",
  },
  {
    about: "a link to a folder",
    setUp: async ({ write, at }) => {
      await write(folder);
      await symlink("data", at("link"));
    },
    command: ["add", "link"],
    refused: "symbolic link",
  },
  {
    about: "what .dvcignore leaves out",
    files: { ".dvcignore": "*.tmp\n" },
    setUp: ({ write }) => write({ "a.tmp": "a" }),
    command: ["add", "a.tmp"],
    refused: ".dvcignore",
  },
  {
    about: "a .dvc file that Git would ignore",
    files: { ".gitignore": "*.dvc\n" },
    setUp: ({ write }) => write({ "a.txt": "a" }),
    command: ["add", "a.txt"],
    refused: "ignored by Git",
  },
  {
    about: "inside of a file",
    setUp: ({ write }) => write({ a: "a" }),
    command: ["add", "a/b"],
    refused: "There is no",
  },
  {
    about: "while a pipeline is broken",
    setUp: ({ write }) => write({ "a.txt": "a", "dvc.yaml": "stages:\n  a: {}\n" }),
    command: ["add", "a.txt"],
    refused: "dvc.yaml:2:",
  },
];
