// The language server of Red Hat's YAML extension: ours is compared with it, and has to get on with it.
import path from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { once } from "./once.mjs";
import { npm } from "./process.mjs";

const version = "2.0.0";

/**
 * Installs the npm package into the cache folder unless it is there (20 MB).
 * @param {(line: string) => void} say
 * @returns {Promise<string>} absolute path of the package
 */
export async function ensureYamlLanguageServer(say) {
  const folder = path.join(cacheFolder(), `yaml-language-server-${version}`);
  await once(folder, async (target) => {
    say(`Installing yaml-language-server ${version} into the cache folder ...`);
    const args = ["install", "--no-save", "--ignore-scripts", "--prefix", target];
    await npm([...args, `yaml-language-server@${version}`], {
      cwd: target,
      what: "the YAML language server",
    });
  });
  return path.join(folder, "node_modules", "yaml-language-server");
}
