// Starts other programs for the set-up scripts. Plain Node: it runs before any package is installed.
import { spawn, spawnSync } from "node:child_process";

/** A failure of the set-up that the user can mend: shown as one sentence, without a stack. */
export class SetupError extends Error {}

/**
 * Runs a program to its end and gives what it printed; its output is kept quiet unless it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string; env?: NodeJS.ProcessEnv; input?: string; timeout?: number }} [options] timeout in milliseconds
 * @returns {Promise<{ code: number; stdout: string; stderr: string }>} code 127 when the program could not be started
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["pipe", "pipe", "pipe"],
      timeout: options.timeout,
      windowsHide: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", (error) => resolve({ code: 127, stdout, stderr: stderr + error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/**
 * True when the program answers.
 * @param {string} program
 * @param {readonly string[]} [args]
 */
export function answers(program, args = ["--version"]) {
  return spawnSync(program, args, { stdio: "ignore", windowsHide: true }).status === 0;
}

/**
 * How to start npm: its own script under this Node, which needs no shell on any platform.
 * @returns {{ program: string; args: string[] }}
 */
export function npmCommand() {
  const script = process.env["npm_execpath"];
  return script?.endsWith(".js")
    ? { program: process.execPath, args: [script] }
    : { program: "npm", args: [] };
}

/**
 * Runs npm; a failure becomes one sentence.
 * @param {readonly string[]} args
 * @param {{ cwd: string; env?: NodeJS.ProcessEnv; what: string }} options `what` it is for, as in "the npm packages"
 */
export async function npm(args, { cwd, env, what }) {
  const { program, args: first } = npmCommand();
  const result = await run(
    program,
    [...first, ...args, "--no-audit", "--no-fund"],
    env ? { cwd, env } : { cwd },
  );
  if (result.code === 0) return;
  const reason = npmReason(result.stderr || result.stdout);
  throw new SetupError(
    `Could not install ${what}: ${reason}. Check the network and npm's registry setting, then try again.`,
  );
}

/** @param {string} output */
function npmReason(output) {
  const lines = output.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  const texts = lines.map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  // Of npm's many lines, one is a sentence; the others are parts of an error object.
  const text = texts.find((line) => line && !/^(code|syscall|errno|address|port|path|network) /.test(line));
  return (text ?? "npm failed").replace(/\.$/, "");
}
