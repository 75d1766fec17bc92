// The suite inside VS Code through @vscode/test-electron: downloads a VS Code, or uses the one that VSCODE_PATH names.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "./build.mjs";
import { buildEditorSuite } from "./editor-suite.mjs";
import { createSample } from "./setup/sample.mjs";
import { SetupError } from "./setup/process.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

async function main() {
  await build();
  const suite = await buildEditorSuite();
  const temp = await realpath(await mkdtemp(path.join(tmpdir(), "trainyard-electron-")));
  try {
    const folder = path.join(temp, "digits");
    await createSample(root, folder);
    const { runTests } = await import("@vscode/test-electron");
    const installed = process.env["VSCODE_PATH"];
    await runTests({
      ...(installed === undefined ? {} : { vscodeExecutablePath: installed }),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [folder, "--disable-workspace-trust", "--user-data-dir", path.join(temp, "user")],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(reason)) throw error;
    throw new SetupError(
      `VS Code could not be downloaded (${reason}); name an installed one in VSCODE_PATH.`,
    );
  } finally {
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof SetupError ? 3 : 1;
}
