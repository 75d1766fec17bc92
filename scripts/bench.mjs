// Measures the product against its peers and prints tables: `npm run bench [NAME...]`.
import { fileURLToPath, pathToFileURL } from "node:url";
import path from "node:path";
import { build, forNode } from "./build.mjs";
import { SetupError } from "./setup/process.mjs";
import { ensurePythonTools } from "./setup/python.mjs";
import { ensureYamlLanguageServer } from "./setup/yaml-language-server.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = path.join("out", "bench");

/** @type {(line: string) => void} */
const say = (line) => console.log(line);

/** The folder with the real dvc; undefined where it cannot be had, and then its column stays empty. */
async function findPython() {
  try {
    return await ensurePythonTools(say);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`dvc is left out: ${error.message}`);
    return undefined;
  }
}

/** The folder of the YAML language server that ours is compared with; undefined where it cannot be had. */
async function findYamlServer() {
  try {
    return await ensureYamlLanguageServer(say);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`yaml-language-server is left out: ${error.message}`);
    return undefined;
  }
}

await build({ outdir });
const { build: bundle } = await import("esbuild");
await bundle({
  ...forNode,
  absWorkingDir: root,
  entryPoints: {
    benches: "test/bench/main.ts",
    "memory-probe": "test/bench/memory-probe.ts",
    "server-memory-probe": "test/bench/server-memory-probe.ts",
  },
  outdir,
  bundle: true,
  logLevel: "warning",
});
const at = (/** @type {string[]} */ ...parts) => path.join(root, outdir, ...parts);
const { runBenches } = await import(pathToFileURL(at("benches.js")).href);
process.exitCode = await runBenches(process.argv.slice(2), {
  cli: at("dist", "cli.js"),
  memoryProbe: at("memory-probe.js"),
  serverMemoryProbe: at("server-memory-probe.js"),
  yamlServer: await findYamlServer(),
  python: await findPython(),
});
