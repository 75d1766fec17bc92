// Runs every tier that this machine can run and ends with the line `N passed, N failed, N skipped`.
// Plain Node: on a fresh clone nothing is installed yet.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { ensureBrowser } from "./setup/chromium.mjs";
import { ensureCodeServer } from "./setup/code-server.mjs";
import { ensurePackages } from "./setup/packages.mjs";
import { answers, npmCommand, SetupError } from "./setup/process.mjs";
import { ensurePythonTools, requirePython } from "./setup/python.mjs";
import { requireSshServer } from "./setup/ssh-server.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {(line: string) => void} */
const say = (line) => console.log(line);

/**
 * `failures` says which tests failed and with what first line.
 * @typedef {{ passed: number; failed: number; skipped: number; failures: string[] }} Count
 * @typedef {object} Tier
 * @property {string} name
 * @property {() => Promise<unknown>} needs installs what the tier needs; a SetupError skips the tier and says why
 * @property {() => Promise<Count>} run
 */

/** @type {readonly Tier[]} */
const tiers = [
  { name: "static", needs: async () => undefined, run: staticChecks },
  { name: "unit", needs: async () => undefined, run: () => vitest("unit") },
  { name: "server", needs: async () => undefined, run: () => vitest("server") },
  { name: "engine", needs: async () => undefined, run: () => vitest("engine") },
  { name: "webview", needs: () => ensureBrowser(say), run: () => vitest("webview") },
  {
    name: "editor",
    needs: async () => {
      requirePython();
      await ensureBrowser(say);
      await ensureCodeServer(say);
    },
    run: () => vitest("editor"),
  },
  { name: "interop", needs: () => ensurePythonTools(say), run: () => vitest("interop") },
  { name: "lab", needs: async () => requireSshServer(), run: () => vitest("lab") },
];

/**
 * Starts a program that writes straight to this terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
function show(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: process.env,
    });
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Types, lint, format and dead code, each counted as one test. */
async function staticChecks() {
  const { program, args } = npmCommand();
  /** @type {Count} */
  const count = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const check of ["check:types", "check:lint", "check:format", "check:dead"]) {
    const code = await show(program, [...args, "run", "--silent", check]);
    say(`${code === 0 ? "ok    " : "FAILED"} ${check}`);
    count[code === 0 ? "passed" : "failed"] += 1;
    if (code !== 0) count.failures.push(check);
  }
  return count;
}

/**
 * Runs one Vitest project and reads its counts from its JSON report.
 * @param {string} project
 * @returns {Promise<Count>}
 */
async function vitest(project) {
  const report = path.join(root, "out", "test", `${project}.json`);
  rmSync(report, { force: true });
  const bin = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await show(process.execPath, [bin, "run", "--project", project, ...reporters]);
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0, failures: [`${project}: no test ran`] };
  }
  const result = JSON.parse(readFileSync(report, "utf8"));
  for (const test of result.testResults.flatMap((/** @type {any} */ file) => file.assertionResults)) {
    if (test.status === "pending" || test.status === "skipped") say(`skipped: ${test.fullName}`);
  }
  // A file that could not be loaded has no tests to count: it is one failure, as is an error outside of any test.
  const lost = result.testResults.filter(
    (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = result.numFailedTests + lost;
  return {
    passed: result.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: result.numPendingTests,
    failures: result.testResults.flatMap((/** @type {any} */ file) => failuresOf(file)),
  };
}

/**
 * @param {any} file one file's part of Vitest's JSON report
 * @returns {string[]} a line for each failed test, or for the file that could not be loaded
 */
function failuresOf(file) {
  const name = path.relative(root, file.name);
  if (file.status === "failed" && file.assertionResults.length === 0)
    return [`${name}: ${firstLine(file.message)}`];
  return file.assertionResults
    .filter((/** @type {any} */ test) => test.status === "failed")
    .map((/** @type {any} */ test) => `${name}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
}

/** @param {string | undefined} message */
function firstLine(message) {
  return message?.split("\n", 1)[0] ?? "";
}

/**
 * @param {Tier} tier
 * @returns {Promise<Count>}
 */
async function runTier(tier) {
  say(`\n== ${tier.name}`);
  try {
    await tier.needs();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`skipped: the ${tier.name} tier. ${error.message}`);
    return { passed: 0, failed: 0, skipped: 1, failures: [] };
  }
  return tier.run();
}

/** @param {readonly string[]} wanted names of tiers; none means all */
async function main(wanted) {
  if (!answers("git")) throw new SetupError("Git is missing: install it and put it on the PATH.");
  await ensurePackages(root, say);
  /** @type {Count} */
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const tier of tiers.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const count = await runTier(tier);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    total.failures.push(...count.failures);
  }
  // Said again at the end: the output of the tiers is long, and often only its end is kept.
  if (total.failures.length > 0) say(`\n${total.failures.map((line) => `failed: ${line}`).join("\n")}`);
  say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 3;
}
