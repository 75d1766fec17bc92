import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { ProcessResult } from "./run-process.ts";

/** One command for the server. */
export interface DvcCall {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Starts the process that has DVC loaded and forks one for each command; it ends with the function that is given. */
export async function startDvcServer(python: string, socket: string): Promise<() => Promise<void>> {
  const script = path.join(import.meta.dirname, "dvc-server.py");
  const server = spawn(python, [script, socket], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  await Promise.race([
    once(server.stdout, "data"),
    ended.then(() => Promise.reject(new Error("The process that runs dvc for the tests did not start."))),
  ]);
  return async () => {
    server.kill();
    await ended;
  };
}

/** Runs one command as `dvc` would in a process of its own. */
export async function callDvc(socket: string, call: DvcCall): Promise<ProcessResult> {
  const connection = connect(socket);
  connection.write(`${JSON.stringify(call)}\n`);
  const reply = await text(connection);
  if (reply === "") return { code: -1, stdout: "", stderr: "dvc was killed" };
  // oxlint-disable-next-line typescript/consistent-type-assertions -- our own server writes it
  return JSON.parse(reply) as ProcessResult;
}
