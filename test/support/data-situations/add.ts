import { chmod, mkdir, symlink } from "node:fs/promises";
import { config, folder, nothing } from "./situation.ts";
import type { Situation } from "./situation.ts";

/** What `add` is asked to do. */
export const additions: readonly Situation[] = [
  { about: "a file", setUp: ({ write }) => write({ "a.txt": "a" }), command: ["add", "a.txt"] },
  { about: "an empty file", setUp: ({ write }) => write({ "a.txt": "" }), command: ["add", "a.txt"] },
  { about: "a folder", setUp: ({ write }) => write(folder), command: ["add", "data"] },
  { about: "a folder with a slash", setUp: ({ write }) => write(folder), command: ["add", "data/"] },
  { about: "an empty folder", setUp: ({ at }) => mkdir(at("data")), command: ["add", "data"] },
  {
    about: "several targets, one below another folder",
    setUp: ({ write }) => write({ "a.txt": "a", "sub/b.txt": "b", ...folder }),
    command: ["add", "a.txt", "sub/b.txt", "data"],
  },
  {
    about: "from another folder",
    setUp: ({ write }) => write({ "a.txt": "a", "sub/b.txt": "b" }),
    command: ["add", "../a.txt", "b.txt"],
    folder: "sub",
  },
  {
    about: "an executable",
    setUp: async ({ write, at }) => {
      await write({ "run.sh": "x" });
      await chmod(at("run.sh"), 0o755);
    },
    command: ["add", "run.sh"],
  },
  {
    about: "names that .gitignore and YAML would read otherwise",
    setUp: ({ write }) =>
      write({ "a*b": "1", "[x]": "2", "#no": "3", "!yes": "4", "a: b": "5", "123": "6", "é 'q'": "7" }),
    command: ["add", "a*b", "[x]", "#no", "!yes", "a: b", "123", "é 'q'"],
  },
  {
    about: "what Git ignores already",
    files: { ".gitignore": "*.bin\n" },
    setUp: ({ write }) => write({ "a.bin": "a", "b.txt": "b" }),
    command: ["add", "a.bin", "b.txt"],
  },
  {
    about: "a .gitignore without a line end",
    files: { ".gitignore": "*.log" },
    setUp: ({ write }) => write({ "a.txt": "a" }),
    command: ["add", "a.txt"],
  },
  {
    about: "patterns",
    setUp: ({ write }) => write({ "a.txt": "a", "b.bin": "b", ".c.txt": "c", "sub/deep/d.txt": "d" }),
    command: ["add", "--glob", "**/*.txt"],
  },
  {
    about: "a pattern without a match",
    setUp: nothing,
    command: ["add", "--glob", "*.txt"],
    refused: "fits",
  },
  {
    about: "without storing it",
    setUp: ({ write }) => write(folder),
    command: ["add", "--no-commit", "data"],
  },
  {
    about: "what is tracked and changed",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await write({ "a.txt": "more" });
    },
    command: ["add", "a.txt"],
  },
  {
    about: "a .dvc file with comments and keys of the user's",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
      await write({
        "a.txt.dvc": `# Raw data.\nouts:\n- md5: 0cc175b9c0f1b6a831c399e269772661 # old\n  size: 1\n  hash: md5\n  path: a.txt\n  desc: letters\nmeta:\n  by: Ada\n`,
      });
      await write({ "a.txt": "more" });
    },
    command: ["add", "a.txt"],
  },
  {
    about: "a new file in a tracked folder",
    setUp: async ({ write, dvc: run }) => {
      await write(folder);
      await run("add", "data");
      await write({ "data/b/new.txt": "new", "data/left.txt": "not named" });
    },
    command: ["add", "data/b/new.txt"],
  },
  {
    about: "a changed folder in a tracked folder",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await write({ "data/b/c.txt": "changed", "data/a.txt": "also, but not named" });
      await remove("data/b/d.txt");
    },
    command: ["add", "data/b"],
  },
  {
    about: "a file that is gone from a tracked folder",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove("data/a.txt");
    },
    command: ["add", "data/a.txt"],
  },
  ...["hardlink", "symlink", "hardlink,copy", "copy"].map((type): Situation => ({
    about: `linked as ${type}`,
    files: { ".dvc/config": config(type) },
    setUp: ({ write }) => write({ ...folder, "a.txt": "x", "empty.txt": "" }),
    command: ["add", "data", "a.txt", "empty.txt"],
  })),
  {
    about: "a symbolic link to a file",
    setUp: async ({ write, at }) => {
      await write({ "a.txt": "a" });
      await symlink("a.txt", at("b.txt"));
    },
    command: ["add", "b.txt"],
  },
  {
    about: "staged in Git",
    files: { ".dvc/config": "[core]\n    autostage = true\n" },
    setUp: ({ write }) => write({ "a.txt": "a", "sub/b.txt": "b" }),
    command: ["add", "a.txt", "sub/b.txt"],
  },
  { about: "a copy elsewhere", setUp: ({ write }) => write(folder), command: ["add", "data", "-o", "copy"] },
  {
    about: "a copy in a folder",
    setUp: async ({ write, at }) => {
      await write({ "a.txt": "a" });
      await mkdir(at("to"));
    },
    command: ["add", "a.txt", "--out", "to"],
  },
  {
    about: "a copy over something",
    setUp: ({ write }) => write({ "a.txt": "a", "b.txt": "b" }),
    command: ["add", "a.txt", "--out", "b.txt"],
    refused: "is there already",
  },
];
