import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";

import { isList, type Value } from "#core/pipeline/value";

const execute = promisify(execFile);

/** How one line of a stage's `cmd` is started. */
export interface ShellCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Windows: `file` is a line for the default shell. */
  readonly shell: boolean;
}

/** Line ends as Python's `str.splitlines` has them, with which DVC splits a `cmd`. */
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * The commands of a stage, each of which gets a shell of its own: the items of a list, or the lines of a text.
 * Undefined when `cmd` holds something that is no text, which DVC cannot run either.
 */
export function commandLines(cmd: Value): readonly string[] | undefined {
  const items = isList(cmd) ? cmd : typeof cmd === "string" ? splitLines(cmd) : [cmd];
  return items.every((item) => typeof item === "string") ? items : undefined;
}

function splitLines(text: string): readonly string[] {
  const lines = text.split(lineEnd);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/**
 * What starts one command line, as DVC does it: the user's shell without its start files, which could change
 * the environment of the command, and so its result.
 */
export async function shellCommand(line: string, environment: NodeJS.ProcessEnv): Promise<ShellCommand> {
  if (process.platform === "win32") return { file: line, args: [], shell: true };
  const shell = environment["SHELL"] || "/bin/sh";
  return { file: shell, args: [...(await withoutStartFiles(shell)), "-c", line], shell: false };
}

/**
 * The words that a `/bin/sh` is to `exec` for a command. Debian's drops what a script cannot name from the environment,
 * such as the functions that bash exports (`BASH_FUNC_module%%`); `env` brings it back.
 */
export function wordsToExecute(
  { file, args }: ShellCommand,
  environment: NodeJS.ProcessEnv,
): readonly string[] {
  const lost = Object.entries(environment)
    .filter(([name]) => !scriptName.test(name) && !name.startsWith("-"))
    .map(([name, value = ""]) => `${name}=${value}`);
  return lost.length === 0 ? [file, ...args] : ["/usr/bin/env", ...lost, file, ...args];
}

/** What POSIX lets a variable of a script be called. */
const scriptName = /^[A-Za-z_]\w*$/;

async function withoutStartFiles(shell: string): Promise<readonly string[]> {
  switch (basename(shell).toLowerCase()) {
    case "bash":
      return ["--noprofile", "--norc"];
    case "zsh":
      return ["--no-rcs"];
    case "fish":
      return (await fishKnowsNoConfig(shell)) ? ["--no-config"] : [];
    default:
      return [];
  }
}

/** The option came with fish 3.3. */
async function fishKnowsNoConfig(shell: string): Promise<boolean> {
  const version = await execute(shell, ["--version"]).then(
    ({ stdout }) => /(\d+)\.(\d+)\S*\s*$/.exec(stdout),
    () => null,
  );
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  return major > 3 || (major === 3 && minor >= 3);
}
