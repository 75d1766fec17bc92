// Starts a VS Code for the browser on the loopback: for the demo, for its pictures and for the editor tests.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensureCodeServer } from "./code-server.mjs";
import { freePort } from "./free-port.mjs";
import { run, SetupError } from "./process.mjs";

/** Keeps the window free of everything that is not the product. */
const quietSettings = {
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * @typedef {object} ServerOptions
 * @property {string} temp a folder of the caller's own: server data, user data and extensions go below it
 * @property {Readonly<Record<string, unknown>>} [settings]
 * @property {readonly string[]} [extensions] .vsix files to install first
 * @property {Readonly<Record<string, string>>} [environment]
 * @property {boolean} [workspaceTrust] default false: every folder is trusted without a question
 *
 * @typedef {object} VsCodeServer
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} address opens a folder; the
 *   payload is what the smoke-test mode of VS Code reads
 * @property {(file: string) => string} uri `vscode-remote://` URI of an absolute path
 * @property {Promise<void>} ended
 * @property {() => Promise<void>} stop ends the server and its extension hosts
 */

/**
 * Starts the server on a free port and waits until it answers.
 * @param {ServerOptions} options
 * @returns {Promise<VsCodeServer>}
 */
export async function startVsCodeServer(options) {
  const { node, inner } = await ensureCodeServer(console.log);
  const folders = [
    ["--server-data-dir", path.join(options.temp, "server")],
    ["--user-data-dir", path.join(options.temp, "user")],
    ["--extensions-dir", path.join(options.temp, "extensions")],
  ].flat();
  await writeSettings(options.temp, { ...quietSettings, ...options.settings });
  const { extensions = [] } = options;
  if (extensions.length > 0) await install({ node, inner, folders }, extensions);
  const port = await freePort();
  const child = spawn(
    node,
    [
      [inner, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
      ["--accept-server-license-terms", "--enable-smoke-test-driver", "--disable-telemetry"],
      options.workspaceTrust === true ? [] : ["--disable-workspace-trust"],
      folders,
    ].flat(),
    {
      stdio: "ignore",
      env: { ...process.env, ...options.environment },
      // A group of its own, so that stopping it takes the extension hosts with it.
      detached: process.platform !== "win32",
    },
  );
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once("exit", () => resolve()));
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(origin, child);
  return {
    address: (folder, payload = [["skipWelcome", "true"]]) =>
      `${origin}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    uri: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
    ended,
    stop: () => stop(child, ended),
  };
}

/**
 * @param {string} temp
 * @param {Readonly<Record<string, unknown>>} settings
 */
async function writeSettings(temp, settings) {
  for (const folder of [path.join(temp, "user", "User"), path.join(temp, "server", "data", "Machine")]) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "settings.json"), JSON.stringify(settings, undefined, 2));
  }
}

/**
 * @param {{ node: string; inner: string; folders: readonly string[] }} server
 * @param {readonly string[]} extensions
 */
async function install({ node, inner, folders }, extensions) {
  const installed = extensions.flatMap((extension) => ["--install-extension", extension]);
  const result = await run(node, [inner, "--accept-server-license-terms", ...folders, ...installed]);
  if (result.code === 0) return;
  const names = extensions.join(" and ");
  throw new SetupError(`VS Code did not install ${names}: ${(result.stdout + result.stderr).trim()}`);
}

/**
 * @param {string} origin
 * @param {import("node:child_process").ChildProcess} child
 */
async function untilAnswers(origin, child) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null)
      throw new SetupError(`VS Code's server ended at once, with code ${child.exitCode}.`);
    const answer = await fetch(`${origin}/version`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new SetupError("VS Code's server did not answer within 30 s.");
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {Promise<void>} ended
 */
async function stop(child, ended) {
  signal(child, "SIGTERM");
  const timer = setTimeout(() => signal(child, "SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} name
 */
function signal(child, name) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It ended between the check and the signal, which is what was wanted.
  }
}
