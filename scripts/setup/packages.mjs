// Makes node_modules agree with package-lock.json.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { npm, SetupError } from "./process.mjs";

/**
 * Installs the npm packages unless the lock file is the one they were installed from.
 * @param {string} root the repository
 * @param {(line: string) => void} say
 */
export async function ensurePackages(root, say) {
  requireNode();
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const mark = path.join(root, "node_modules", ".trainyard-lock");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  say("Installing npm packages ...");
  // Not `npm ci`: it refuses a lock file that lacks a binary for some other platform, which a mirror may not have.
  await npm(["install", "--no-save", "--ignore-scripts"], { cwd: root, what: "the npm packages" });
  writeFileSync(mark, wanted);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
}
