import { spawn, type ChildProcess } from "node:child_process";

import { wordsToExecute, type ShellCommand } from "./shell.ts";

/** Where a command is to run. */
interface Place {
  /** Absolute path. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Descriptor that both outputs go to. */
  readonly output: number;
}

/**
 * A shell that was started before it is needed: while a command runs there is time for that, and none between two short
 * commands. It becomes a command when it is told which one, and ends without a trace when nobody tells it.
 */
export interface SpareShell {
  /** The shell for a command in this place, not let go yet; undefined when there is none that fits. */
  take(command: ShellCommand, place: Place): HeldCommand | undefined;
  /** Starts the next one, if there is none. */
  prepare(): void;
  close(): void;
}

/** A process that becomes a command when it is let go, and ends when we do before that. */
export interface HeldCommand {
  readonly child: ChildProcess;
  readonly letGo: () => void;
}

/** @param common the place of the commands; to the environment of one `DVC_STAGE` is added */
export function openSpareShell(common: Place): SpareShell {
  let spare: ChildProcess | undefined;
  const close = (): void => {
    spare?.stdin?.destroy();
    spare = undefined;
  };
  return {
    take(command, { folder, environment, output }) {
      const child = spare;
      const fits = folder === common.folder && output === common.output && isWritable(command);
      if (child === undefined || !fits || child.pid === undefined || child.exitCode !== null)
        return undefined;
      spare = undefined;
      return {
        child,
        letGo: () => child.stdin?.on("error", () => undefined).end(scriptOf(command, environment)),
      };
    },
    prepare() {
      if (process.platform === "win32" || spare !== undefined) return;
      const { folder, environment, output } = common;
      spare = spawn("/bin/sh", [], {
        cwd: folder,
        env: environment,
        stdio: ["pipe", output, output],
        detached: true,
      });
      spare.on("error", close);
    },
    close,
  };
}

/** No shell takes a zero byte; the way that a process is started otherwise says so. */
function isWritable({ file, args }: ShellCommand): boolean {
  return ![file, ...args].some((word) => word.includes("\0"));
}

/** Between braces, so that a shell that is told only half of it does nothing. */
function scriptOf(shellCommand: ShellCommand, environment: NodeJS.ProcessEnv): string {
  const { DVC_STAGE = "" } = environment;
  const command = wordsToExecute(shellCommand, environment).map(quoted).join(" ");
  return `{ export DVC_STAGE=${quoted(DVC_STAGE)}; exec ${command} </dev/null; }\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
