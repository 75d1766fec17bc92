// Servers that speak the protocols of the clouds on this machine, for the tests of the remotes.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { once } from "./once.mjs";
import { answers, npm, run, SetupError } from "./process.mjs";

/** An S3 server over a folder. */
export const versitygw = {
  name: "versitygw",
  module: "github.com/versity/versitygw/cmd/versitygw",
  version: "v1.8.0",
};

/** An emulator of Google Storage: there is no server of Google's to run. */
export const fakeGcsServer = {
  name: "fake-gcs-server",
  module: "github.com/fsouza/fake-gcs-server",
  version: "v1.56.1",
};

/** Microsoft's own emulator of Azure Storage. */
const azuriteVersion = "3.37.0";

/**
 * A program that is built from its public Go module, once in the cache folder.
 * @param {{ name: string; module: string; version: string }} source
 * @param {(line: string) => void} say
 * @returns {Promise<string>} absolute path of the program
 */
export async function ensureGoProgram({ name, module, version }, say) {
  const folder = path.join(cacheFolder(), `${name}-${version}`);
  await once(folder, async (target) => {
    if (!answers("go", ["version"])) {
      throw new SetupError(`${name} cannot be built: install Go and put it on the PATH.`);
    }
    say(`Building ${name} in the cache folder ...`);
    const built = await run("go", ["install", `${module}@${version}`], {
      env: { ...process.env, GOBIN: target, GOFLAGS: "-mod=mod", CGO_ENABLED: "0" },
    });
    if (built.code === 0) return;
    const reason = built.stderr.trim().split("\n").at(-1) ?? "";
    throw new SetupError(`Go could not build ${name}: ${reason}. Check the network and try again.`);
  });
  return path.join(folder, process.platform === "win32" ? `${name}.exe` : name);
}

/**
 * The Azurite package, once in the cache folder.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} absolute path of the script that starts its blob service under Node
 */
export async function ensureAzurite(say) {
  const folder = path.join(cacheFolder(), `azurite-${azuriteVersion}`);
  await once(folder, async (target) => {
    say("Installing Azurite in the cache folder ...");
    await mkdir(target, { recursive: true });
    await writeFile(path.join(target, "package.json"), '{ "private": true }\n');
    const args = ["install", `azurite@${azuriteVersion}`, "--ignore-scripts", "--omit=optional"];
    await npm(args, { cwd: target, what: "Azurite" });
  });
  const root = path.join(folder, "node_modules", "azurite");
  const { bin } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  return path.join(root, bin["azurite-blob"]);
}
