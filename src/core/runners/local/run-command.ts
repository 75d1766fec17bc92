import { readFile, stat } from "node:fs/promises";
import { writeSync } from "node:fs";

import { createLineIndex } from "#core/pipeline/line-index";
import type { Stage } from "#core/pipeline/model";

import { readLastLines } from "../append-only.ts";
import { shownLogLines } from "../read-run.ts";
import { CommandFailure, missingWorkingFolder, shellFailure, unrunnableCommand } from "./failures.ts";
import { commandLines } from "./shell.ts";
import { runStageCommands } from "./stage-process.ts";
import { absolute, type Workshop } from "./workshop.ts";

/** Runs the command of a stage. Throws a Failure with the end of its output when it fails. */
export async function runCommand(shop: Workshop, stage: Stage): Promise<void> {
  const lines = commandLines(stage.cmd);
  if (lines === undefined) throw unrunnableCommand(stage);
  const folder = absolute(shop, stage.wdir);
  if (!(await isFolder(folder))) throw missingWorkingFolder(stage);
  writeSync(shop.log.descriptor, `Running stage '${stage.address}':\n`);
  const result = await runStageCommands({
    lines,
    folder,
    environment: { ...shop.environment, DVC_STAGE: stage.address },
    output: shop.log.descriptor,
    signal: shop.signal,
    onProcess: shop.onProcess,
  }).catch((error: unknown) => {
    throw isSpawnError(error) ? shellFailure(stage, error) : error;
  });
  if (result.exitCode === 0) return;
  const lastLines = await readLastLines(shop.log.path, shownLogLines, result.outputStart);
  throw new CommandFailure(stage, result, await lineOfCommand(shop, stage), lastLines);
}

async function lineOfCommand(shop: Workshop, stage: Stage): Promise<number> {
  const text = await readFile(absolute(shop, stage.file), "utf8").catch(() => "");
  return createLineIndex(text).position(stage.cmdRange.start).line + 1;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isSpawnError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && String(error.syscall).startsWith("spawn");
}
