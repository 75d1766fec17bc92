// Builds every bundle that ships. One explicit list: what is not here is not in the product.
import { mkdir, rm, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Bundles for Node are CommonJS because VS Code's extension host loads its entry point with `require`. */
/** @type {import("esbuild").BuildOptions} */
const forNode = { platform: "node", target: "node20", format: "cjs" };
/** @type {import("esbuild").BuildOptions} */
const forBrowser = { platform: "browser", target: "es2022" };

/**
 * `budget`: the most bytes a bundle may have, minified; `test/unit/bundles` holds the build to it.
 * @type {{ entry: string; file: string; options: import("esbuild").BuildOptions; budget?: number }[]}
 */
export const bundles = [
  {
    entry: "src/extension.ts",
    file: "dist/extension.cjs",
    options: { ...forNode, external: ["vscode"] },
    budget: 500_000,
  },
  {
    entry: "src/cli/main.ts",
    file: "dist/cli.cjs",
    options: { ...forNode, banner: { js: "#!/usr/bin/env node" } },
  },
  { entry: "server/src/node.ts", file: "dist/server.cjs", options: forNode, budget: 400_000 },
  {
    entry: "webview-ui/src/compare/main.tsx",
    file: "dist/webview/compare.js",
    options: {
      ...forBrowser,
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      loader: { ".ttf": "file" },
    },
    budget: 300_000,
  },
];

/**
 * Writes all bundles, minified unless `development`, in which case they carry source maps.
 * @param {{ development?: boolean }} [options]
 */
export async function build({ development = false } = {}) {
  const esbuild = await import("esbuild");
  await rm(path.join(root, "dist"), { recursive: true, force: true });
  await mkdir(path.join(root, "dist"), { recursive: true });
  await Promise.all(
    bundles.map(({ entry, file, options }) =>
      esbuild.build({
        ...options,
        absWorkingDir: root,
        entryPoints: [entry],
        outfile: file,
        bundle: true,
        minify: !development,
        sourcemap: development,
        legalComments: "none",
        logLevel: "warning",
        define: { "process.env.NODE_ENV": '"production"' },
      }),
    ),
  );
}

/** Prints a line a bundle: its size and its budget. */
async function printSizes() {
  for (const { file, budget } of bundles) {
    const { size } = await stat(path.join(root, file));
    const limit = budget === undefined ? "" : ` of ${Math.round(budget / 1000)} kB`;
    console.log(`${file.padEnd(26)} ${(size / 1000).toFixed(0).padStart(5)} kB${limit}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ development: process.argv.includes("--development") });
  await printSizes();
}
