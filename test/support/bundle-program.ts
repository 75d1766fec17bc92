import path from "node:path";
import { build } from "esbuild";

/** Bundles a program that uses our sources, so that a test can start it as a process and kill that. Gives its path. */
export async function bundleProgram(folder: string, contents: string): Promise<string> {
  const outfile = path.join(folder, "program.cjs");
  await build({
    stdin: { contents, resolveDir: path.join(import.meta.dirname, "../.."), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outfile,
    logLevel: "error",
  });
  return outfile;
}
