// A real VS Code that needs no desktop: the npm package code-server, with the Node that it asks for.
import { cpus } from "node:os";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { once } from "./once.mjs";
import { npm } from "./process.mjs";

const version = "4.139.1";
const nodeMajor = 24;

/**
 * @typedef {object} CodeServer
 * @property {string} node a Node of the major version that this code-server runs on
 * @property {string} inner VS Code's own server inside it, which can run extension tests too
 */

/**
 * Installs code-server into the cache folder unless it is there (790 MB, under a minute).
 * @param {(line: string) => void} say
 * @returns {Promise<CodeServer>}
 */
export async function ensureCodeServer(say) {
  const folder = path.join(cacheFolder(), `code-server-${version}`);
  const found = locate(folder);
  if (existsSync(path.join(folder, ".complete"))) return found;
  say(`Installing code-server ${version} (a VS Code for the browser, 790 MB) into the cache folder ...`);
  await once(folder, install);
  return found;
}

/** @param {string} folder */
async function install(folder) {
  const what = "code-server";
  await writeFile(path.join(folder, "package.json"), '{ "private": true }\n');
  const packages = [`code-server@${version}`, `${nodePackage()}@${nodeMajor}`];
  await npm(["install", "--ignore-scripts", `--maxsockets=${cpus().length * 8}`, ...packages], {
    cwd: folder,
    what,
  });
  const { node, inner } = locate(folder);
  const env = { ...process.env, PATH: path.dirname(node) + path.delimiter + (process.env["PATH"] ?? "") };
  const cwd = path.resolve(path.dirname(inner), "..");
  await npm(["install", "--omit=dev", "--ignore-scripts"], { cwd, env, what: "the parts of code-server" });
}

/** Node's binaries as npm packages, one a platform, so that no install script has to run. */
function nodePackage() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  return `node-${platform}-${process.arch}`;
}

/**
 * @param {string} folder
 * @returns {CodeServer}
 */
function locate(folder) {
  const modules = path.join(folder, "node_modules");
  const binary = process.platform === "win32" ? "node.exe" : "node";
  return {
    node: path.join(modules, nodePackage(), "bin", binary),
    inner: path.join(modules, "code-server", "lib", "vscode", "out", "server-main.js"),
  };
}
