import { chmod, mkdir, rm, symlink } from "node:fs/promises";
import { config, folder, nothing, pipeline } from "./situation.ts";
import type { Situation } from "./situation.ts";

const md5 = "0cc175b9c0f1b6a831c399e269772661";

/** What is asked less often. */
export const rareRequests: readonly Situation[] = [
  {
    about: "a folder that became a file",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove("data");
      await write({ data: "a file now" });
    },
    command: ["add", "data"],
  },
  {
    about: "a file that became a folder",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ data: "a file" });
      await run("add", "data");
      await remove("data");
      await write(folder);
    },
    command: ["add", "data"],
  },
  {
    about: "a folder where a file was recorded",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ data: "a" });
      await run("add", "data");
      await remove("data");
      await write({ "data/x": "a" });
    },
    command: ["checkout", "--force", "data"],
  },
  {
    about: "a file where a folder was recorded",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove("data");
      await write({ data: "a" });
    },
    command: ["checkout", "--force", "data.dvc"],
  },
  {
    about: "a folder with ignored files, links and an empty folder",
    files: { ".dvcignore": "*.tmp\n" },
    setUp: async ({ write, at }) => {
      await write({ ...folder, "data/x.tmp": "x", elsewhere: "e" });
      await mkdir(at("data/empty"));
      await symlink(at("elsewhere"), at("data/link"));
    },
    command: ["add", "data"],
  },
  {
    about: "around what .dvcignore leaves out",
    files: { ".dvcignore": "*.tmp\n" },
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "data/x.tmp": "x" });
      await run("add", "data");
      await write({ "data/a.txt": "c", "data/b/y.tmp": "y" });
    },
    command: ["checkout", "data"],
  },
  {
    about: "a .dvc file with a working folder",
    setUp: ({ write }) =>
      write({ "sub/a.txt": "a", "any.dvc": `outs:\n- md5: ${md5}\n  hash: md5\n  path: a.txt\nwdir: sub\n` }),
    command: ["add", "sub/a.txt"],
  },
  {
    about: "one of two outputs of a .dvc file",
    setUp: async ({ write, dvc: run }) => {
      const item = (name: string) => `- md5: ${md5}\n  size: 1\n  hash: md5\n  path: ${name}\n`;
      await write({ "a.txt": "a", "b.txt": "a", "both.dvc": `outs:\n${item("a.txt")}${item("b.txt")}` });
      await run("commit", "-f", "both.dvc");
      await write({ "a.txt": "changed", "b.txt": "not named" });
    },
    command: ["add", "a.txt"],
  },
  {
    about: "data that Git keeps",
    setUp: ({ write }) =>
      write({
        "a.txt": "changed",
        "a.txt.dvc": `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: a.txt\n  cache: false\n`,
      }),
    command: ["add", "a.txt"],
  },
  {
    about: "without what Git keeps",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      const kept = `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: kept.txt\n  cache: false\n`;
      await write({ "a.txt": "a", "kept.txt.dvc": kept });
      await run("add", "a.txt");
      await remove("a.txt");
    },
    command: ["checkout"],
  },
  {
    about: "a record of DVC 2 that is still true",
    setUp: ({ write }) =>
      write({
        "a.txt": "a",
        "a.txt.dvc": `outs:\n- md5: ${md5}\n  size: 1\n  path: a.txt\n`,
        [`.dvc/cache/${md5.slice(0, 2)}/${md5.slice(2)}`]: "a",
      }),
    command: ["checkout"],
  },
  {
    about: "a changed record of DVC 2",
    setUp: ({ write }) =>
      write({ "a.txt": "changed", "a.txt.dvc": `outs:\n- md5: ${md5}\n  size: 1\n  path: a.txt\n` }),
    command: ["add", "a.txt"],
  },
  {
    about: "an import by its URL, changed",
    setUp: async ({ write, dvc: run }) => {
      await write({ "source.txt": "a" });
      await run("import-url", "source.txt", "a.txt");
      await write({ "a.txt": "changed" });
    },
    command: ["commit", "--force", "a.txt.dvc"],
  },
  {
    about: "an import by its URL",
    setUp: async ({ write, dvc: run, at }) => {
      await write({ "source.txt": "a" });
      await run("import-url", "source.txt", "a.txt");
      await mkdir(at("sub"));
    },
    command: ["move", "a.txt", "sub/b.txt"],
  },
  {
    about: "staged in Git",
    // DVC does not stage that a .gitignore went.
    files: { ".dvc/config": "[core]\n    autostage = true\n", ".gitignore": "*.log\n" },
    setUp: async ({ write, dvc: run, git }) => {
      await write({ "a.txt": "a", "sub/x": "x" });
      await run("add", "a.txt");
      await git("commit", "--quiet", "--message=Data");
    },
    command: ["move", "a.txt", "sub/b.txt"],
  },
  {
    about: "into a folder that is not there",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a" });
      await run("add", "a.txt");
    },
    command: ["move", "a.txt", "sub/b.txt"],
    refused: "There is no folder",
  },
  {
    about: "over a file of the user's",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a", "b.txt": "precious" });
      await run("add", "a.txt");
    },
    command: ["move", "a.txt", "b.txt"],
    refused: "is there already",
    differs: "DVC overwrites the file",
  },
  {
    about: "where another .dvc file has the name",
    setUp: async ({ write, dvc: run }) => {
      await write({ "a.txt": "a", "b.txt": "b", "sub/x": "x" });
      await run("add", "a.txt", "b.txt");
      await write({
        "c.txt.dvc": `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: sub/x\n`,
        "c.txt": "c",
      });
    },
    command: ["add", "c.txt"],
    refused: "--force",
    differs: "DVC forgets what the file tracked",
  },
  {
    about: "the last stage beside other sections",
    files: { ...pipeline, "dvc.yaml": `${"stages:\n  a:\n    cmd: echo\n"}params:\n- params.yaml\n` },
    setUp: nothing,
    command: ["remove", "a"],
    differs: "DVC deletes the whole file",
  },
  {
    about: "one stage of a template",
    files: { "dvc.yaml": "stages:\n  a:\n    foreach: [x, y]\n    do:\n      cmd: echo ${item}\n" },
    setUp: nothing,
    command: ["remove", "a@x"],
    refused: "remove the whole template",
  },
  {
    about: "outputs that must stay between runs",
    files: {
      "dvc.yaml": "stages:\n  a:\n    cmd: echo 1 > o\n    outs:\n    - o:\n        persist: true\n",
    },
    setUp: ({ dvc: run }) => run("repro"),
    command: ["remove", "--outs", "a"],
  },
  {
    about: "a stage in another folder",
    files: { "sub/dvc.yaml": "stages:\n  a:\n    cmd: echo 1 > o\n    outs: [o]\n  b:\n    cmd: echo\n" },
    setUp: ({ dvc: run }) => run("repro", "sub/dvc.yaml"),
    command: ["remove", "sub/dvc.yaml:a"],
  },
  {
    about: "from a folder, by the names of that folder",
    files: { "sub/dvc.yaml": "stages:\n  a:\n    cmd: echo 1 > o\n    outs: [o]\n" },
    setUp: async ({ dvc: run, write, at }) => {
      await run("repro", "sub/dvc.yaml");
      await write({ "top.txt": "t" });
      await run("add", "top.txt");
      for (const file of ["sub/o", "top.txt"]) await rm(at(file));
    },
    command: ["checkout", "a", "../top.txt"],
    folder: "sub",
    differs: "DVC overlooks a path beside the name of a stage",
  },
  {
    about: "a file that became executable",
    setUp: async ({ write, dvc: run, at }) => {
      await write({ "run.sh": "x" });
      await run("add", "run.sh");
      await chmod(at("run.sh"), 0o755);
    },
    command: ["add", "run.sh"],
  },
  {
    about: "a right file that should be executable",
    setUp: async ({ write, dvc: run, at }) => {
      await write({ "run.sh": "x" });
      await chmod(at("run.sh"), 0o755);
      await run("add", "run.sh");
      await chmod(at("run.sh"), 0o644);
    },
    command: ["checkout", "run.sh"],
  },
  {
    about: "what a symbolic link leads to, when the data is elsewhere",
    setUp: async ({ write, dvc: run, at, delete: remove }) => {
      await write({ "a.txt": "a", "other.txt": "precious" });
      await run("add", "a.txt");
      await remove("a.txt");
      await symlink("other.txt", at("a.txt"));
    },
    command: ["checkout", "--force", "a.txt"],
  },
  {
    about: "two broken targets after a good one",
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "a.txt", "data");
      await write({ "a.txt": "c", "data/a.txt": "precious", "data/b/c.txt": "precious too" });
    },
    command: ["checkout", "a.txt.dvc", "data.dvc"],
    refused: "not in the cache and would be lost",
  },
  ...[["commit"], ["checkout", "--relink"], ["add", "data", "a.txt"]].map((command): Situation => ({
    about: "copies in place of links",
    files: { ".dvc/config": config("hardlink") },
    setUp: async ({ write, dvc: run }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
      await write({ ".dvc/config": config("copy") });
    },
    command,
  })),
  {
    about: "data that the cache lost",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write({ ...folder, "a.txt": "a" });
      await run("add", "data", "a.txt");
      await remove(".dvc/cache");
    },
    command: ["add", "data", "a.txt"],
  },
  {
    about: "a part of a folder whose other data the cache lost",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove(`.dvc/cache/files/md5/${md5.slice(0, 2)}`);
      await write({ "data/b/c.txt": "changed" });
    },
    command: ["add", "data/b/c.txt"],
  },
  {
    about: "a part of a folder whose listing the cache lost",
    setUp: async ({ write, dvc: run, delete: remove }) => {
      await write(folder);
      await run("add", "data");
      await remove(".dvc/cache");
      await write({ "data/b/c.txt": "changed" });
    },
    command: ["add", "data/b/c.txt"],
    refused: "not in the cache",
  },
];
