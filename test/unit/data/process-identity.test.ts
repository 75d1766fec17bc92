import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

import { identifyProcess, isAlive } from "#core/data/locks/process-identity";

test("a process is itself until it ends", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const identity = await identifyProcess(child.pid ?? 0);
  expect(identity).toBeDefined();
  expect(await identifyProcess(child.pid ?? 0)).toEqual(identity);
  expect(await isAlive(identity!)).toBe(true);

  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  expect(await isAlive(identity!)).toBe(false);
  expect(await identifyProcess(child.pid ?? 0)).toBeUndefined();
});

test("another process under the same number is not believed", async () => {
  const mine = await identifyProcess(process.pid);
  expect(await isAlive({ pid: process.pid, started: `${mine?.started}0` })).toBe(false);
});

test("a process that nobody has buried is gone", async () => {
  // The shell becomes `sleep 60` and never waits for the child that it started before.
  const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"]);
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  expect(await identifyProcess(pid)).toBeDefined();
  await expect.poll(() => identifyProcess(pid)).toBeUndefined();
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill();
});
