// Bundles the mocha suite that runs inside VS Code's extension host; mocha itself stays in node_modules.
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @returns {Promise<string>} absolute path of the module whose `run()` VS Code calls
 */
export async function buildEditorSuite() {
  const esbuild = await import("esbuild");
  const folder = path.join(root, "out", "editor-suite");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { index: "test/editor/suite/index.ts", suites: "test/editor/suite/suites.ts" },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return path.join(folder, "index.cjs");
}
