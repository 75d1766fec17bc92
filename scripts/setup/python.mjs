// Python, and the real dvc and gto that the interop tests compare with.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { answers, run, SetupError } from "./process.mjs";

/** Exact versions: the expectations of the interop tests were made with them. */
const tools = ["dvc==3.64.2", "dvc-s3==3.3.0", "dvc-ssh==4.3.0", "gto==1.10.1"];

/** dvc 3.64 imports a name that pathspec 1 no longer has. */
const constraints = ["pathspec<1"];

/** The Python 3 of this machine: `python3`, on Windows also `python`. */
export function findPython() {
  const candidates = process.platform === "win32" ? ["python", "python3"] : ["python3", "python"];
  return candidates.find((name) => answers(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 8))"]));
}

/**
 * The same, or a sentence that says what is missing.
 * @returns {string}
 */
export function requirePython() {
  const python = findPython();
  if (python !== undefined) return python;
  throw new SetupError("Python 3.8 or newer is missing: install it and make `python3` start it.");
}

/**
 * A folder with `dvc` and `gto`, made once in the cache folder.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} absolute path of the virtual environment's folder of programs
 */
export async function ensurePythonTools(say) {
  const python = requirePython();
  const folder = path.join(cacheFolder(), `python-${tools.join("-").replaceAll("==", "-")}`);
  const programs = path.join(folder, process.platform === "win32" ? "Scripts" : "bin");
  // A virtual environment holds its own absolute path, so it is made where it stays and marked when it is whole.
  const mark = path.join(folder, ".complete");
  if (existsSync(mark)) return programs;
  say("Installing dvc and gto into a virtual environment in the cache folder ...");
  await mkdir(path.dirname(folder), { recursive: true });
  await install(python, folder);
  await writeFile(mark, "");
  return programs;
}

/**
 * @param {string} python
 * @param {string} folder
 */
async function install(python, folder) {
  const made = await run(python, ["-m", "venv", "--clear", folder]);
  if (made.code !== 0) {
    throw new SetupError(
      "Python cannot make a virtual environment: install its venv module (Debian: python3-venv).",
    );
  }
  const pip = path.join(folder, process.platform === "win32" ? "Scripts" : "bin", "pip");
  const installed = await run(pip, [
    "install",
    "--quiet",
    "--disable-pip-version-check",
    ...tools,
    ...constraints,
  ]);
  if (installed.code === 0) return;
  throw new SetupError(
    "pip could not install dvc and gto: check the network and pip's index setting, then try again.",
  );
}
