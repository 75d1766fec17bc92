import path from "node:path";
import { Failure, type FailureClass } from "#core/failure";
import type { Project } from "#core/project";
import type { Value } from "#core/pipeline/value";
import type { Arguments, Command } from "./command.ts";
import { commands } from "./commands.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { createOutput, type Output } from "./output.ts";
import { findCommand, parseArguments } from "./parse-arguments.ts";
import { openProjectAround } from "./project-around.ts";
import { closest } from "#core/pipeline/did-you-mean";

const exitCodes: Readonly<Record<FailureClass, number>> = { work: 1, usage: 2, environment: 3 };
const interrupted = 130;

/** Runs one command line and gives its exit code. Everything unexpected ends at the fence in here. */
async function main(words: readonly string[]): Promise<number> {
  const found = findCommand(commands, words);
  if (found === undefined) return withoutCommand(words);
  const fallback = createOutput({
    json: words.includes("--json"),
    quiet: false,
    verbose: false,
    color: false,
  });
  const interrupt = new AbortController();
  let output = fallback;
  try {
    const args = parseArguments(found.command, found.rest);
    output = outputOf(args);
    if (args.flag("help")) {
      output.line(helpOf(found.command));
      return 0;
    }
    return await runCommand(found.command, { args, output, interrupt });
  } catch (error) {
    output.progress([]);
    if (interrupt.signal.aborted && !(error instanceof Failure)) return interrupted;
    return report(error, output);
  }
}

function outputOf(args: Arguments): Output {
  return createOutput({
    json: args.flag("json"),
    quiet: args.flag("quiet"),
    verbose: args.flag("verbose"),
    color: !args.flag("no-color") && !process.env["NO_COLOR"],
  });
}

async function runCommand(
  command: Command,
  { args, output, interrupt }: { args: Arguments; output: Output; interrupt: AbortController },
): Promise<number> {
  const cwd = path.resolve(args.text("cd") ?? ".");
  let opened: Promise<Project> | undefined;
  const onInterrupt = () => interrupt.abort();
  if (command.hidden !== true) process.once("SIGINT", onInterrupt);
  try {
    const project = () => (opened ??= openProjectAround(cwd));
    return await command.run({ args, output, cwd, project, signal: interrupt.signal });
  } finally {
    process.off("SIGINT", onInterrupt);
    await opened?.then(
      (project) => project.dispose(),
      () => undefined,
    );
  }
}

/** Help when it was asked for, else the nearest command that there is. */
function withoutCommand(words: readonly string[]): number {
  const asked =
    words.length === 0 || words.some((word) => word === "--help" || word === "-h" || word === "help");
  if (asked) {
    process.stdout.write(`${helpOfAll(commands)}\n`);
    return 0;
  }
  const given = words.filter((word) => !word.startsWith("-")).slice(0, 2);
  const names = commands.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  const near = closest(given.join(" "), names) ?? closest(given[0] ?? "", names);
  const unknown = given.length === 0 ? words.join(" ") : given.join(" ");
  const hint = near === undefined ? "See `trainyard --help`." : `Did you mean \`trainyard ${near}\`?`;
  process.stderr.write(`trainyard: there is no command '${unknown}'. ${hint}\n`);
  return exitCodes.usage;
}

/** The one fence: an expected failure is a sentence, anything else is a bug that is told as one. */
function report(error: unknown, output: Output): number {
  const failure = error instanceof Failure ? error : undefined;
  const message =
    failure?.message ?? `Unexpected error: ${error instanceof Error ? error.message : String(error)}`;
  if (output.json) output.document(errorDocument(failure, message));
  output.error(`trainyard: ${message}`);
  if (failure === undefined && output.verbose && error instanceof Error) output.error(error.stack ?? "");
  return failure === undefined ? 1 : exitCodes[failure.class];
}

function errorDocument(failure: Failure | undefined, message: string): Value {
  const error = new Map<string, Value>([
    ["kind", failure?.kind ?? "unexpected"],
    ["message", message],
    ["file", failure?.place?.file ?? null],
  ]);
  return new Map([["error", error]]);
}

// A reader such as `head` that closes the pipe has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
