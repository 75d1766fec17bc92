import path from "node:path";
import { build } from "esbuild";

/**
 * Bundles a program that knows `runs exec <directory>` and nothing else, as the built command line does, and gives what
 * starts it. With `--wait` behind it, it says `ready` when it is, and begins with the first byte on its stdin.
 */
export async function buildRunProgram(folder: string): Promise<readonly [string, string]> {
  const outfile = path.join(folder, "run-program.cjs");
  await build({
    stdin: {
      contents: `
        import { executeRun } from "#core/runners/local/execute-run";
        const experiment = async () => { throw new Error("This program makes no experiments."); };
        const begin = () => executeRun(process.argv[4], { experiment }).then((code) => process.exit(code));
        if (process.argv[5] === "--wait") {
          process.stdin.once("data", begin);
          process.stdout.write("ready");
        } else void begin();
      `,
      resolveDir: path.join(import.meta.dirname, "../.."),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outfile,
    logLevel: "error",
  });
  return [process.execPath, outfile];
}
