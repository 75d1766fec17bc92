import { statSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { createLineIndex } from "#core/pipeline/line-index";
import type { Stage } from "#core/pipeline/model";

import { readLastLines } from "../append-only.ts";
import { shownLogLines } from "../read-run.ts";
import {
  CommandFailure,
  missingWorkingFolder,
  shellFailure,
  unrunnableCommand,
  zeroInCommand,
} from "./failures.ts";
import { commandLines } from "./shell.ts";
import { runStageCommands, type CommandResult } from "./stage-process.ts";
import { absolute, type Workshop } from "./workshop.ts";

/** Runs the command of a stage. Throws a Failure with the end of its output when it fails. */
export async function runCommand(shop: Workshop, stage: Stage): Promise<void> {
  const lines = commandLines(stage.cmd);
  if (lines === undefined) throw unrunnableCommand(stage);
  if (lines.some((line) => line.includes("\0"))) throw zeroInCommand(stage);
  const folder = absolute(shop, stage.wdir);
  if (!isFolder(folder)) throw missingWorkingFolder(stage);
  // Lines of stages that run at the same time stand between one another.
  const prefix = (shop.repro.jobs ?? 1) > 1 ? `[${stage.address}] ` : undefined;
  writeSync(shop.log.descriptor, `${prefix ?? ""}Running stage '${stage.address}':\n`);
  const result = await runStageCommands({
    lines,
    folder,
    environment: { ...shop.environment, DVC_STAGE: stage.address },
    output: shop.log.descriptor,
    signal: shop.signal,
    notes: shop.commands,
    prefix,
    spare: shop.spare,
  }).catch((error: unknown) => {
    throw isSpawnError(error) ? shellFailure(stage, error) : error;
  });
  if (result.exitCode === 0) return;
  const lastLines = await readLastOutput(shop, result, prefix);
  throw new CommandFailure(stage, result, await lineOfCommand(shop, stage), lastLines);
}

/** How much of the log may stand between the lines of one of several stages. */
const searchedLines = 1000;

async function readLastOutput(
  { log }: Workshop,
  { outputStart }: CommandResult,
  prefix: string | undefined,
): Promise<readonly string[]> {
  if (prefix === undefined) return readLastLines(log.path, shownLogLines, outputStart);
  const lines = await readLastLines(log.path, searchedLines, outputStart);
  const own = lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  return own.slice(-shownLogLines);
}

async function lineOfCommand(shop: Workshop, stage: Stage): Promise<number> {
  const text = await readFile(absolute(shop, stage.file), "utf8").catch(() => "");
  return createLineIndex(text).position(stage.cmdRange.start).line + 1;
}

function isSpawnError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && /^(spawn|access)/.test(String(error.syscall));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
