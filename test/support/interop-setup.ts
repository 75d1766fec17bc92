import { rm } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { build } from "../../scripts/build.mjs";
import { SetupError } from "../../scripts/setup/process.mjs";
import { ensurePythonTools } from "../../scripts/setup/python.mjs";
import { startDvcServer } from "./dvc-server.ts";
import { makeTempFolder } from "./temp-folder.ts";

/** What the interop tier works with: made once for all of its files. */
export interface InteropTools {
  /** Absolute path of our command line, built from the sources as they are. */
  readonly cli: string;
  /** Folder that holds `dvc` and `gto`. */
  readonly programs: string;
  /** Where the process listens that runs `dvc` commands. */
  readonly dvcSocket: string;
  /** A folder for what dvc would keep in the home of the user and in the system's. */
  readonly dvcHome: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Undefined where the Python tools cannot be had: the tests are skipped then. */
    interop: InteropTools | undefined;
  }
}

const root = path.join(import.meta.dirname, "../..");

/** Vitest calls this once before the tier, and what it gives once after it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = await findPrograms();
  const { folder: dvcHome, remove } = await makeTempFolder();
  // Inside of the repository, so that Node finds the package.json which says that the bundle is a module.
  const outdir = `out/interop-${process.pid}`;
  if (programs !== undefined) await build({ development: true, outdir });
  const dvcSocket = path.join(dvcHome, "socket");
  const tools = { cli: path.join(root, outdir, "dist/cli.js"), dvcHome, dvcSocket };
  const stopDvc =
    programs === undefined ? undefined : await startDvcServer(path.join(programs, "python"), dvcSocket);
  project.provide("interop", programs === undefined ? undefined : { ...tools, programs });
  return async () => {
    await stopDvc?.();
    await rm(path.join(root, outdir), { recursive: true, force: true });
    await remove();
  };
}

async function findPrograms(): Promise<string | undefined> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    return await ensurePythonTools(say);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`skipped: the interop tier. ${error.message}`);
    return undefined;
  }
}
