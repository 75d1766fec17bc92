import path from "node:path";
import { callDvc } from "./dvc-server.ts";
import { interopTools } from "./interop.ts";
import { type ProcessResult, runProcess } from "./run-process.ts";

/** Runs the real `dvc` in a folder, gives its standard output, and throws what it printed when it fails. */
export async function dvc(cwd: string, ...args: readonly string[]): Promise<string> {
  return successOf("dvc", args, await tryDvc(cwd, ...args));
}

/** Runs the real `dvc`, which may fail. */
export function tryDvc(cwd: string, ...args: readonly string[]): Promise<ProcessResult> {
  return callDvc(interopTools().dvcSocket, { cwd, args, env: pythonEnvironment() });
}

/** The one JSON document that a `dvc` command prints. NaN and Infinity, which JSON has not, become null. */
export async function dvcJson(cwd: string, ...args: readonly string[]): Promise<unknown> {
  const text = await dvc(cwd, ...args, "--json");
  return JSON.parse(text.replaceAll(/(?<=[:[,] ?)(NaN|-?Infinity)(?=[,}\]])/g, "null"));
}

/** Runs the real `gto` in a folder, gives its standard output, and throws what it printed when it fails. */
export async function gto(cwd: string, ...args: readonly string[]): Promise<string> {
  return successOf("gto", args, await runPython("gto", cwd, args));
}

function runPython(program: string, cwd: string, args: readonly string[]): Promise<ProcessResult> {
  return runProcess(path.join(interopTools().programs, program), args, { cwd, env: pythonEnvironment() });
}

function pythonEnvironment(): NodeJS.ProcessEnv {
  const { dvcHome } = interopTools();
  return {
    ...process.env,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: path.join(dvcHome, "site-cache"),
    DVC_GLOBAL_CONFIG_DIR: path.join(dvcHome, "global"),
    DVC_SYSTEM_CONFIG_DIR: path.join(dvcHome, "system"),
    NO_COLOR: "1",
    PYTHONUTF8: "1",
  };
}

function successOf(
  program: string,
  args: readonly string[],
  { code, stdout, stderr }: ProcessResult,
): string {
  if (code === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")} ended with code ${code}:\n${stdout}${stderr}`);
}
