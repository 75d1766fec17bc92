import type { Project } from "#core/project";
import type { DataPlace } from "#core/tracking/place";
import type { Output } from "./output.ts";

/** One option as `node:util`'s parseArgs takes it, with the line that `--help` prints. */
export interface OptionSpec {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** May be given often; the values are collected. */
  readonly multiple?: boolean;
  /** Takes all words up to the next option, as some of DVC's options do; `multiple` as well. */
  readonly greedy?: boolean;
  /** How the value is called in help, for options that take one. */
  readonly value?: string;
  readonly help: string;
}

/** Values of the options and the positional arguments, as given. */
export interface Arguments {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
}

/** What a command is given to work with. */
interface Invocation {
  readonly args: Arguments;
  readonly output: Output;
  /** Absolute path in which the command was started, after `-C`. */
  readonly cwd: string;
  /** Opens the repository around `cwd`; the same object on every call, closed by the caller of the command. */
  readonly openPlace: () => Promise<DataPlace>;
  /** The same with all that the editor uses; it takes longer to load. */
  readonly project: () => Promise<Project>;
  /** Fires at Ctrl-C and when the process is asked to end. */
  readonly signal: AbortSignal;
}

/** One `trainyard <noun> <verb>`. */
export interface Command {
  /** Positional arguments as help shows them: `[TARGET...]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Started by our own processes, not by people: left out of help. */
  readonly hidden?: boolean;
  /** Looks after Ctrl-C itself, because there is something to stop; any other command just ends. */
  readonly stopsItself?: boolean;
  /** Gives the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** A command with the words that name it: `exp run`. */
export interface NamedCommand extends Command {
  readonly name: string;
}

/** Every command has these. */
export const globalOptions: Readonly<Record<string, OptionSpec>> = {
  cd: { type: "string", short: "C", value: "DIR", help: "start in this folder" },
  json: { type: "boolean", help: "one JSON document on standard output" },
  quiet: { type: "boolean", short: "q", help: "print results and errors only" },
  verbose: { type: "boolean", short: "v", help: "print more of what is done" },
  "no-color": { type: "boolean", help: "no colours (also: the variable NO_COLOR)" },
  help: { type: "boolean", short: "h", help: "show this help" },
};
