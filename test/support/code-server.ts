import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensureCodeServer } from "../../scripts/setup/code-server.mjs";
import { freePort } from "../../scripts/setup/free-port.mjs";
import { run } from "../../scripts/setup/process.mjs";

/** Keeps a test's VS Code free of everything that is not the product. */
const quietSettings = {
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "git.openRepositoryInParentFolders": "never",
};

export interface CodeServerOptions {
  /** A folder of the test's own: server data, user data and extensions go below it. */
  readonly temp: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A .vsix to install first. */
  readonly extension?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default false: every folder is trusted without a question. */
  readonly workspaceTrust?: boolean;
}

export interface CodeServer {
  /** Address that opens a folder; `payload` is what the smoke-test mode of VS Code reads. */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** `vscode-remote://` URI of an absolute path on this server. */
  uri(file: string): string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a VS Code server on a free port of the loopback and waits until it answers. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { node, inner } = await ensureCodeServer(console.log);
  const port = await freePort();
  const folders = [
    "--server-data-dir",
    "server",
    "--user-data-dir",
    "user",
    "--extensions-dir",
    "extensions",
  ].map((word, index) => (index % 2 === 0 ? word : path.join(options.temp, word)));
  await writeSettings(options.temp, { ...quietSettings, ...options.settings });
  if (options.extension !== undefined) await install(node, inner, folders, options.extension);
  const trust = options.workspaceTrust === true ? [] : ["--disable-workspace-trust"];
  const child = spawn(
    node,
    [inner, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"]
      .concat(["--accept-server-license-terms", "--enable-smoke-test-driver", "--disable-telemetry"])
      .concat(trust, folders),
    { stdio: ["ignore", "ignore", "ignore"], env: { ...process.env, ...options.environment } },
  );
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(origin, child);
  return {
    address: (folder, payload = [["skipWelcome", "true"]]) =>
      `${origin}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    uri: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
    process: child,
    stop: () => stop(child),
  };
}

async function writeSettings(temp: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const folder of ["server/data/Machine", "user/User"]) {
    await mkdir(path.join(temp, folder), { recursive: true });
    await writeFile(path.join(temp, folder, "settings.json"), JSON.stringify(settings, undefined, 2));
  }
}

async function install(
  node: string,
  inner: string,
  folders: readonly string[],
  extension: string,
): Promise<void> {
  const args = [inner, "--accept-server-license-terms", ...folders, "--install-extension", extension];
  const result = await run(node, args);
  if (result.code !== 0)
    throw new Error(`VS Code did not install ${extension}: ${result.stdout}${result.stderr}`);
}

async function untilAnswers(origin: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The VS Code server ended with code ${child.exitCode}.`);
    const answer = await fetch(`${origin}/version`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The VS Code server did not answer within 30 s.");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}
