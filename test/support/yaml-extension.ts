import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { SetupError } from "../../scripts/setup/process.mjs";
import { ensureYamlLanguageServer } from "../../scripts/setup/yaml-language-server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Packages an extension that has the name of Red Hat's for YAML and runs its language server.
 *
 * @returns absolute path of the .vsix; undefined, with the reason printed, where the server cannot be had
 */
export async function packageYamlExtension(): Promise<string | undefined> {
  try {
    return await build(await ensureYamlLanguageServer(say));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`skipped: the tests beside Red Hat's YAML extension. ${error.message}`);
    return undefined;
  }
}

async function build(server: string): Promise<string> {
  const [esbuild, { createVSIX }] = await Promise.all([import("esbuild"), import("@vscode/vsce")]);
  const folder = path.join(root, "out", "yaml-extension");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { extension: "test/editor/yaml-extension/extension.ts" },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode"],
    define: { yamlServer: JSON.stringify(path.join(server, "bin", "yaml-language-server")) },
    logLevel: "warning",
  });
  await copyFile(
    path.join(root, "test", "editor", "yaml-extension", "package.json"),
    path.join(folder, "package.json"),
  );
  const packagePath = path.join(root, "out", "yaml-extension.vsix");
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}
