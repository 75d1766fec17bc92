// The main job on the bundled sample, then a real VS Code with the result open. `--no-serve` ends after the job.
// Plain Node: on a fresh clone nothing is installed yet.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { ensureCodeServer } from "./setup/code-server.mjs";
import { freePort } from "./setup/free-port.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { answers, run, SetupError } from "./setup/process.mjs";
import { findPython } from "./setup/python.mjs";
import { createSample, runMainJob } from "./setup/sample.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {(line: string) => void} */
const say = (line) => console.log(line);

const settings = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
};

/** @param {{ serve: boolean }} options */
async function main({ serve }) {
  if (!answers("git")) throw new SetupError("Git is missing: install it and put it on the PATH.");
  if (!findPython())
    throw new SetupError("Python 3.8 or newer is missing: the sample trains with it. Install it.");
  await ensurePackages(root, say);
  const server = serve ? await ensureCodeServer(say) : undefined;
  say("Building and packaging the extension ...");
  const { packageExtension } = await import("./package.mjs");
  const extension = await packageExtension();

  const temp = await realpath(await mkdtemp(path.join(tmpdir(), "trainyard-demo-")));
  const interrupted = onInterrupt();
  try {
    const folder = path.join(temp, "digits");
    await createSample(root, folder);
    await runMainJob(path.join(root, "dist", "cli.cjs"), folder);
    if (server) await serveEditor(server, { temp, folder, extension, interrupted });
  } finally {
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
 * @param {import("./setup/code-server.mjs").CodeServer} server
 * @param {{ temp: string; folder: string; extension: string; interrupted: Promise<unknown> }} options
 */
async function serveEditor(server, { temp, folder, extension, interrupted }) {
  const user = path.join(temp, "user");
  await mkdir(path.join(user, "User"), { recursive: true });
  await writeFile(path.join(user, "User", "settings.json"), JSON.stringify(settings, undefined, 2));
  const folders = ["--user-data-dir", user, "--extensions-dir", path.join(temp, "extensions")];
  const config = path.join(temp, "config.yaml");
  await writeFile(config, "auth: none\n");
  const common = [server.entry, "--config", config, ...folders];

  const installed = await run(server.node, [...common, "--install-extension", extension]);
  if (installed.code !== 0)
    throw new SetupError(`VS Code did not install the extension: ${installed.stderr.trim()}`);

  const port = await freePort();
  const options = [
    "--auth",
    "none",
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-workspace-trust",
  ];
  const child = spawn(server.node, [...common, ...options, "--bind-addr", `127.0.0.1:${port}`, folder], {
    stdio: "ignore",
    detached: process.platform !== "win32",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    await untilAnswers(`http://127.0.0.1:${port}/healthz`);
    say(
      `\nVS Code with Trainyard and the sample is open at  http://127.0.0.1:${port}/?folder=${encodeURI(folder)}`,
    );
    say("Stop with Ctrl-C.");
    await Promise.race([interrupted, ended]);
  } finally {
    stopGroup(child);
    await ended;
  }
}

/** @param {string} address */
async function untilAnswers(address) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new SetupError("VS Code did not start within 30 s.");
}

/** @param {import("node:child_process").ChildProcess} child */
function stopGroup(child) {
  if (child.exitCode !== null || child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGTERM");
  } catch {
    // It ended between the check and the signal: that is what was wanted.
  }
}

try {
  await main({ serve: !process.argv.includes("--no-serve") });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
