// The main job on the bundled sample, then a real VS Code with the result open. `--no-serve` ends after the job.
// Plain Node: on a fresh clone nothing is installed yet.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { ensureCodeServer } from "./setup/code-server.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { answers, run, SetupError } from "./setup/process.mjs";
import { requirePython } from "./setup/python.mjs";
import { createSample, runMainJob } from "./setup/sample.mjs";
import { startVsCodeServer } from "./setup/vscode-server.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {(line: string) => void} */
const say = (line) => console.log(line);

/** @param {{ serve: boolean }} options */
async function main({ serve }) {
  if (!answers("git")) throw new SetupError("Git is missing: install it and put it on the PATH.");
  requirePython();
  await ensurePackages(root, say);
  if (serve) await ensureCodeServer(say);
  say("Building and packaging the extension ...");
  const { packageExtension } = await import("./package.mjs");
  const extension = await packageExtension();

  const temp = await realpath(await mkdtemp(path.join(tmpdir(), "trainyard-demo-")));
  const interrupted = onInterrupt();
  const cli = path.join(root, "dist", "cli.js");
  const folder = path.join(temp, "digits");
  try {
    await createSample(root, folder);
    await runMainJob(cli, folder);
    if (serve) await serveEditor({ temp, folder, extension, interrupted });
  } finally {
    // Runs outlive whoever started them, on purpose; those of a folder that goes away have to go first.
    await run(process.execPath, [cli, "-C", folder, "runs", "stop", "--all"]);
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resolves at Ctrl-C, and keeps it from ending the process before the clean-up. */
function onInterrupt() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve(signal));
  });
}

/**
 * Serves VS Code until Ctrl-C.
 * @param {{ temp: string; folder: string; extension: string; interrupted: Promise<unknown> }} options
 */
async function serveEditor({ temp, folder, extension, interrupted }) {
  const server = await startVsCodeServer({ temp, extensions: [extension] });
  try {
    say(
      `\nVS Code with Trainyard and the sample is open at\n\n  ${server.address(folder)}\n\nStop with Ctrl-C.`,
    );
    await Promise.race([interrupted, server.ended]);
  } finally {
    await server.stop();
  }
}

try {
  await main({ serve: !process.argv.includes("--no-serve") });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
