// Builds every bundle that ships. One explicit list: what is not here is not in the product.
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/**
 * Modules of libraries that are large, imported by name and never used by us, with what takes their place.
 * @type {readonly { readonly module: RegExp; readonly contents: string }[]}
 */
const replaced = [
  {
    // Of YAML's schemas we only use the one in which every scalar is text: `core/pipeline` has DVC's own rules.
    module: /yaml[\\/]browser[\\/]dist[\\/]schema[\\/]tags\.js$/,
    contents: `
      import { map } from "./common/map.js";
      import { seq } from "./common/seq.js";
      import { string } from "./common/string.js";
      export const coreKnownTags = {};
      export const getTags = () => [map, seq, string];`,
  },
  {
    // What prints YAML: ours is printed by `core/pipeline`, in DVC's style.
    module: /yaml[\\/]browser[\\/]dist[\\/]stringify[\\/]\w+\.js$/,
    contents: `
      export const stringify = undefined, createStringifyContext = undefined, stringifyDocument = undefined;
      export const stringifyCollection = undefined, stringifyPair = undefined, stringifyString = undefined;
      export const stringifyNumber = undefined, stringifyComment = undefined, indentComment = undefined;
      export const lineComment = undefined, foldFlowLines = undefined;
      export const FOLD_BLOCK = undefined, FOLD_FLOW = undefined, FOLD_QUOTED = undefined;`,
  },
  // How a language server finds packages that are installed globally: ours looks for none.
  { module: /vscode-languageserver[\\/]lib[\\/]node[\\/]files\.js$/, contents: "" },
];

/** @type {import("esbuild").Plugin} */
const withoutUnused = {
  name: "without-unused",
  setup(esbuild) {
    for (const { module, contents } of replaced) {
      esbuild.onLoad({ filter: module }, ({ path: file }) => ({ contents, resolveDir: path.dirname(file) }));
    }
  },
};

/** @type {import("esbuild").BuildOptions} */
export const forNode = {
  outdir: "dist",
  platform: "node",
  target: "node20",
  format: "esm",
  external: ["vscode"],
  plugins: [withoutUnused],
  // Both have a second copy for `require`; as ES modules they are bundled once, and only what is used.
  alias: {
    yaml: "./node_modules/yaml/browser/dist/index.js",
    "vscode-languageserver-types": "./node_modules/vscode-languageserver-types/lib/esm/main.js",
  },
  // Libraries that are CommonJS ask for Node's own modules with `require`.
  banner: {
    js: 'import { createRequire as createRequireOf } from "node:module"; const require = createRequireOf(import.meta.url);',
  },
};

/**
 * What the extension imports dynamically is a chunk that it loads when it needs it.
 * @type {import("esbuild").BuildOptions}
 */
const extension = {
  ...forNode,
  entryPoints: { extension: "src/extension.ts" },
  chunkNames: "chunks/[name]-[hash]",
  splitting: true,
};

/**
 * One file, which can be copied to another machine. What is imported dynamically is in it and runs when it is needed.
 * @type {import("esbuild").BuildOptions}
 */
const commandLine = { ...forNode, entryPoints: { cli: "src/cli/main.ts" } };

/** @type {import("esbuild").BuildOptions} */
const server = { ...forNode, entryPoints: { server: "server/src/node.ts" } };

/** @type {import("esbuild").BuildOptions} */
const forBrowser = {
  outdir: "dist",
  platform: "browser",
  target: "es2022",
  external: forNode.external ?? [],
  plugins: [withoutUnused],
  alias: forNode.alias ?? {},
};

/**
 * Where VS Code runs in a browser alone it loads extensions as CommonJS, and the name has to say so in a package of ES
 * modules.
 * @type {import("esbuild").BuildOptions}
 */
const browserExtension = {
  ...forBrowser,
  entryPoints: { "browser-extension": "src/browser-extension.ts" },
  outExtension: { ".js": ".cjs" },
  format: "cjs",
};

/**
 * VS Code starts workers of extensions as classic scripts.
 * @type {import("esbuild").BuildOptions}
 */
export const browserServer = {
  ...forBrowser,
  entryPoints: { "browser-server": "server/src/browser.ts" },
  format: "iife",
  // They come by a script in memory, of whose address the library for schemas can make no base for others.
  define: { "self.location": "undefined" },
};

/** @type {import("esbuild").BuildOptions} */
export const webviews = {
  entryPoints: { compare: "webview-ui/src/compare/main.tsx" },
  outdir: "dist/webview",
  platform: "browser",
  target: "es2022",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".ttf": "file" },
};

/** The most bytes that a program may load at its start, minified; `test/unit/bundles` holds the build to it. */
export const budgets = {
  "dist/extension.js": 500_000,
  "dist/server.js": 650_000,
  "dist/browser-extension.cjs": 450_000,
  "dist/browser-server.js": 650_000,
  "dist/webview/compare.js": 300_000,
};

/**
 * Writes all bundles, minified unless `development`, in which case they carry source maps.
 * @param {{ development?: boolean; outdir?: string }} [options] `outdir` goes before the usual output folders
 * @returns {Promise<Record<string, number>>} bytes that each entry point loads at its start, its chunks included
 */
export async function build({ development = false, outdir = "." } = {}) {
  const esbuild = await import("esbuild");
  await rm(path.join(root, outdir, "dist"), { recursive: true, force: true });
  const results = await Promise.all(
    [extension, commandLine, server, browserExtension, browserServer, webviews].map((options) =>
      esbuild.build({
        ...options,
        outdir: path.posix.join(outdir, options.outdir ?? ""),
        absWorkingDir: root,
        bundle: true,
        minify: !development,
        sourcemap: development,
        metafile: true,
        legalComments: "none",
        logLevel: "warning",
        define: {
          ...options.define,
          "process.env.NODE_ENV": '"production"',
          "process.env.TRAINYARD_VERSION": JSON.stringify(version),
        },
      }),
    ),
  );
  return Object.assign({}, ...results.map(({ metafile }) => startSizes(metafile.outputs)));
}

/**
 * @param {import("esbuild").Metafile["outputs"]} outputs
 * @returns {Record<string, number>}
 */
function startSizes(outputs) {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint !== undefined);
  const own = entries.filter(([file]) => !file.includes("/chunks/") && /\.c?js$/.test(file));
  return Object.fromEntries(
    own.map(([file]) => {
      const loaded = [...staticClosure(outputs, file)];
      return [file, loaded.reduce((sum, chunk) => sum + (outputs[chunk]?.bytes ?? 0), 0)];
    }),
  );
}

/**
 * A file and all that it imports before it runs.
 * @param {import("esbuild").Metafile["outputs"]} outputs
 * @param {string} entry
 */
function staticClosure(outputs, entry) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const { path: imported, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) found.add(imported);
    }
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await build({ development: process.argv.includes("--development") });
  for (const [file, bytes] of Object.entries(sizes)) {
    const budget = Object.entries(budgets).find(([name]) => name === file)?.[1];
    const limit = budget === undefined ? "" : ` of ${budget / 1000} kB`;
    console.log(`${file.padEnd(26)} ${(bytes / 1000).toFixed(0).padStart(5)} kB at start${limit}`);
  }
}
