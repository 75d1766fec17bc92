import { type ChildProcess, spawn } from "node:child_process";
import { interopTools } from "./interop.ts";
import { type ProcessResult, runProcess } from "./run-process.ts";

/** Runs our command line in a folder, gives its standard output, and throws what it printed when it fails. */
export async function trainyard(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tryTrainyard(cwd, ...args);
  if (code === 0) return stdout;
  throw new Error(`trainyard ${args.join(" ")} ended with code ${code}:\n${stdout}${stderr}`);
}

/** Runs our command line, which may fail. */
export function tryTrainyard(cwd: string, ...args: readonly string[]): Promise<ProcessResult> {
  return runProcess(process.execPath, [interopTools().cli, ...args], { cwd, env: process.env });
}

/** The one JSON document that a command prints with `--json`, in the shape that the caller expects. */
export async function trainyardJson<Shape>(cwd: string, ...args: readonly string[]): Promise<Shape> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the test that asks says which document it wants
  return JSON.parse(await trainyard(cwd, ...args, "--json")) as Shape;
}

/** Starts our command line and does not wait for it. */
export function startTrainyard(cwd: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [interopTools().cli, ...args], { cwd, stdio: "ignore" });
}
