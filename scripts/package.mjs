// Packages the extension as a .vsix: the bundles, the manifest, the sample and what the manifest names.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "./build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Builds and packages.
 * @returns {Promise<string>} absolute path of the .vsix
 */
export async function packageExtension() {
  await build();
  await mkdir(path.join(root, "out"), { recursive: true });
  const packagePath = path.join(root, "out", "trainyard.vsix");
  const { createVSIX } = await import("@vscode/vsce");
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // The pictures and pages that the README links to are in the package.
    rewriteRelativeLinks: false,
    skipLicense: false,
  });
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(path.relative(process.cwd(), await packageExtension()));
}
