import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { identifyProcess, type ProcessIdentity } from "#core/data/process-identity";
import { commandLines, shellCommand } from "#core/runners/local/shell";
import { runStageCommands } from "#core/runners/local/stage-process";
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

function run(lines: readonly string[], options: { signal?: AbortSignal; onProcess?: typeof noProcess } = {}) {
  return runStageCommands({
    lines,
    folder,
    environment: { PATH: process.env["PATH"], SHELL: "/bin/sh", STAGE: "train" },
    output,
    signal: options.signal ?? new AbortController().signal,
    onProcess: options.onProcess ?? noProcess,
  });
}

async function noProcess(_command: ProcessIdentity | undefined): Promise<void> {}

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
  const commands = { lines: ["true"], folder, output, signal: new AbortController().signal };
  const environment = { SHELL: "/nowhere/sh" };
  await expect(runStageCommands({ ...commands, environment })).rejects.toThrow("ENOENT");
});

test("stopping ends the command and what it started", async () => {
  const stop = new AbortController();
  const seen: (ProcessIdentity | undefined)[] = [];
  const running = run(["sleep 61 & echo $!; wait"], {
    signal: stop.signal,
    onProcess: async (command) => void seen.push(command),
  });
  await expect.poll(log).toMatch(/\n\d+\n/);
  const child = Number(/\n(\d+)\n/.exec(await log())?.[1]);
  expect(await identifyProcess(child)).toBeDefined();
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => identifyProcess(child)).toBeUndefined();
  expect(seen).toEqual([expect.objectContaining({ pid: expect.any(Number) as number }), undefined]);
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
