import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { identifyProcess } from "#core/data/locks/process-identity";
import { commandLines, shellCommand } from "#core/runners/local/shell";
import { openSpareShell } from "#core/runners/local/spare-shell";
import { runStageCommands, type StageCommands } from "#core/runners/local/stage-process";
import type { CommandNotes } from "#core/runners/run-directory";
import { makeTempFolder } from "../../support/temp-folder.ts";

let folder: string;
let output: number;
let remove: () => Promise<void>;

beforeEach(async () => {
  const temp = await makeTempFolder();
  ({ folder, remove } = temp);
  output = openSync(join(folder, "output.log"), "a");
});
afterEach(async () => {
  closeSync(output);
  await remove();
});

const log = () => readFile(join(folder, "output.log"), "utf8");

function run(lines: readonly string[], options: Partial<StageCommands> = {}) {
  return runStageCommands({
    lines,
    folder,
    environment: { PATH: process.env["PATH"], SHELL: "/bin/sh", STAGE: "train" },
    output,
    signal: new AbortController().signal,
    notes: noNotes,
    ...options,
  });
}

const noNotes: CommandNotes = { add: () => {}, remove: () => {} };

test("a text is one command a line, a list one command an item", () => {
  expect(commandLines("a\nb\r\nc\n")).toEqual(["a", "b", "c"]);
  expect(commandLines("a\n\nb")).toEqual(["a", "", "b"]);
  expect(commandLines(["a\nb", "c"])).toEqual(["a\nb", "c"]);
  expect(commandLines("")).toEqual([]);
  expect(commandLines(["a", 5n])).toBeUndefined();
  expect(commandLines(new Map())).toBeUndefined();
});

test("the user's shell runs without its start files", async () => {
  const start = async (shell: string) => (await shellCommand("echo", { SHELL: shell })).args;
  expect(await start("/bin/bash")).toEqual(["--noprofile", "--norc", "-c", "echo"]);
  expect(await start("/usr/bin/zsh")).toEqual(["--no-rcs", "-c", "echo"]);
  expect(await start("/bin/dash")).toEqual(["-c", "echo"]);
  expect(await shellCommand("echo", {})).toMatchObject({ file: "/bin/sh", args: ["-c", "echo"] });
});

test("functions that bash exports, and other odd names, are in the environment of every command", async () => {
  const environment = { SHELL: "/bin/bash", "BASH_FUNC_greet%%": "() {  echo hello\n}", "a.b-c": "it's $x" };
  const spare = openSpareShell({ folder, environment, output });
  try {
    const lines = ["greet; /usr/bin/env | grep ^a.b-c", "greet"];
    expect(await run(lines, { environment, spare })).toMatchObject({ exitCode: 0 });
  } finally {
    spare.close();
  }
  expect((await log()).split("\n").filter((line) => !line.startsWith(">"))).toEqual([
    "hello",
    "a.b-c=it's $x",
    "hello",
    "",
  ]);
});

test("each line has a shell of its own, and both outputs keep their order", async () => {
  const result = await run(["cd /; x=1; echo $STAGE; echo err >&2; pwd", 'echo "[$x]"; pwd']);
  expect(result.exitCode).toBe(0);
  expect(await log()).toBe(
    `> cd /; x=1; echo $STAGE; echo err >&2; pwd\ntrain\nerr\n/\n> echo "[$x]"; pwd\n[]\n${folder}\n`,
  );
});

test("the first command that fails is the last that runs", async () => {
  expect(await run(["true", "exit 3", "echo never"])).toEqual({
    line: "exit 3",
    outputStart: 16,
    exitCode: 3,
  });
  expect(await log()).not.toContain("never");
});

test("a command that was killed says by what", async () => {
  const result = await run(["kill -9 $$"]);
  expect(result).toMatchObject({ line: "kill -9 $$", exitCode: 137, killedBy: "SIGKILL" });
});

test("a shell that does not exist is Node's error", async () => {
  await expect(run(["true"], { environment: { SHELL: "/nowhere/sh" } })).rejects.toThrow("ENOENT");
});

test("stopping ends the command and what it started", async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const running = run(["sleep 61 & echo $!; wait"], {
    signal: stop.signal,
    notes: {
      add: ({ pid }) => void seen.push(`begins ${pid}`),
      remove: ({ pid }) => void seen.push(`ends ${pid}`),
    },
  });
  await expect.poll(log).toMatch(/\n\d+\n/);
  const child = Number(/\n(\d+)\n/.exec(await log())?.[1]);
  expect(await identifyProcess(child)).toBeDefined();
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => identifyProcess(child)).toBeUndefined();
  expect(seen.join()).toMatch(/^begins (\d+),ends \1$/);
});

test("a command may put things in order before it ends", async () => {
  const stop = new AbortController();
  const running = run([`trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.05; done`], {
    signal: stop.signal,
  });
  await expect.poll(log).toContain("\nready\n");
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(await log()).toContain("\nsaved\n");
});

test("a command does not begin before it is noted", async () => {
  const notes: CommandNotes = {
    add() {
      throw new Error("The disk is full.");
    },
    remove: () => {},
  };
  await expect(run(["echo began"], { notes })).rejects.toThrow("The disk is full.");
  await new Promise((done) => setTimeout(done, 200));
  expect(await log()).not.toContain("\nbegan\n");
});

test("lines of commands that run at the same time say whose they are", async () => {
  const result = await run(
    ["printf 'one\\ntwo\\r50%%\\r100%%'; echo err >&2; sleep 0.2; printf 'é no end'"],
    {
      prefix: "[a] ",
    },
  );
  expect(result.exitCode).toBe(0);
  const [, ...lines] = (await log()).split("\n");
  expect(lines).toEqual(["[a] one", "[a] two", "[a] 50%", "[a] 100%err", "[a] é no end", ""]);
});
