import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { addBigFile } from "./add-big-file.ts";
import { addFiles } from "./add-files.ts";
import type { Bench, Lab } from "./bench.ts";
import { type LabPrograms, openLab } from "./lab.ts";
import { languageServer } from "./language-server.ts";
import { memory } from "./memory.ts";
import { reproFirst } from "./repro-first.ts";
import { reproNothing } from "./repro-nothing.ts";
import { scaling } from "./scaling.ts";
import { statusFiles } from "./status-files.ts";
import { statusStages } from "./status-stages.ts";
import { describeMachine, tableOf } from "./table.ts";

const benches: readonly Bench[] = [
  statusStages,
  statusFiles,
  reproFirst,
  reproNothing,
  addFiles,
  addBigFile,
  memory,
  languageServer,
  scaling,
];

/**
 * Runs the benches of these names, or all, and prints a table of each as soon as it is done.
 * @returns the exit code: 2 for a name that there is not, 1 when a bench failed
 */
export async function runBenches(names: readonly string[], programs: LabPrograms): Promise<number> {
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no bench '${unknown.join("', '")}'. There are: ${benches.map(({ name }) => name).join(", ")}.`,
    );
    return 2;
  }
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "trainyard-bench-")));
  let failures = 0;
  try {
    const lab = openLab(root, programs);
    console.log(describeMachine(await versionsOf(lab, root, programs.python)));
    for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
      try {
        console.log(`\n${tableOf(await bench.run(lab))}`);
      } catch (error) {
        failures += 1;
        console.error(`\n${bench.name} failed: ${String(error)}`);
      }
    }
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
  return failures > 0 ? 1 : 0;
}

async function versionsOf(lab: Lab, root: string, python: string | undefined): Promise<string[]> {
  const git = await lab.program(root, "git", "--version");
  if (python === undefined) return [git.trim(), "no dvc"];
  const dvc = await lab.program(root, path.join(python, "dvc"), "--version");
  return [git.trim().replace(" version", ""), `dvc ${dvc.trim()}`];
}
