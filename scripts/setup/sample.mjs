// The bundled sample as a Git repository of its own, and the main job run in it through the command line.
import { spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import path from "node:path";
import { run, SetupError } from "./process.mjs";

/** Four experiments that rank clearly; one of them learns much too slowly on purpose. */
const sweep = "train.lr=0.0003,0.001,0.005,0.02";

const model = "digits";
const version = "v0.1.0";

/**
 * Copies the sample and makes its first commit.
 * @param {string} root the repository of the product
 * @param {string} folder absolute path that does not exist yet
 */
export async function createSample(root, folder) {
  await cp(path.join(root, "examples", "digits"), folder, {
    recursive: true,
    filter: (file) => !file.includes("__pycache__"),
  });
  const identity = ["-c", "user.name=Trainyard demo", "-c", "user.email=demo@localhost"];
  await git(folder, ["init", "--quiet", "--initial-branch", "main"]);
  await git(folder, ["config", "user.name", "Trainyard demo"]);
  await git(folder, ["config", "user.email", "demo@localhost"]);
  await git(folder, ["add", "--all"]);
  await git(folder, [
    ...identity,
    "commit",
    "--quiet",
    "--no-verify",
    "--message",
    "Start from the digits sample",
  ]);
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
async function git(cwd, args) {
  const result = await run("git", args, { cwd });
  if (result.code !== 0) throw new SetupError(`git ${args.join(" ")} failed: ${result.stderr.trim()}`);
}

/**
 * A sweep of four experiments, a ranking, and the best one registered; everything through `trainyard`.
 * @param {string} cli absolute path of the built command line
 * @param {string} folder
 * @returns {Promise<string>} name of the experiment that was registered
 */
export async function runMainJob(cli, folder) {
  await trainyard(cli, folder, ["exp", "run", "--set-param", sweep, "--jobs", "2"]);
  await trainyard(cli, folder, ["exp", "show", "--sort-by", "accuracy", "--sort-order", "desc"]);
  const best = await bestExperiment(cli, folder);
  await trainyard(cli, folder, ["registry", "register", model, best, "--version", version]);
  await trainyard(cli, folder, ["registry", "show"]);
  return best;
}

/**
 * Runs the command line so that its output and its progress reach the terminal.
 * @param {string} cli
 * @param {string} folder
 * @param {readonly string[]} args
 */
async function trainyard(cli, folder, args) {
  console.log(`\n$ trainyard ${args.join(" ")}`);
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, "-C", folder, ...args], { stdio: "inherit" });
    child.on("error", () => resolve(127));
    child.on("close", resolve);
  });
  if (code !== 0)
    throw new SetupError(`trainyard ${args.slice(0, 2).join(" ")} ended with code ${code}; see above.`);
}

/**
 * @param {string} cli
 * @param {string} folder
 * @returns {Promise<string>} name of the successful experiment with the highest test accuracy
 */
async function bestExperiment(cli, folder) {
  const result = await run(process.execPath, [cli, "-C", folder, "exp", "show", "--json"]);
  if (result.code !== 0) throw new SetupError(`trainyard exp show failed: ${result.stderr.trim()}`);
  /** @type {{ name: string; state: string; metrics: Record<string, Record<string, number>> }[]} */
  const experiments = JSON.parse(result.stdout).baselines.flatMap(
    (/** @type {{ experiments: unknown[] }} */ baseline) => baseline.experiments,
  );
  const finished = experiments.filter(({ state }) => state === "success");
  const best = finished.toSorted((a, b) => accuracy(b) - accuracy(a))[0];
  if (best === undefined) throw new SetupError("No experiment of the sweep finished; see above.");
  return best.name;
}

/** @param {{ metrics: Record<string, Record<string, number>> }} experiment */
function accuracy(experiment) {
  return Math.max(...Object.values(experiment.metrics).map((values) => values["accuracy"] ?? -1));
}
