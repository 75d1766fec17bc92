import path from "node:path";
import { systemFailure } from "#core/data/system-errors";
import { Failure } from "#core/failure";
import { openPlace } from "#core/open-place";
import type { Arguments, NamedCommand } from "./command.ts";
import { commands } from "./commands.ts";
import { errorDocument, exitCodeOf, interruption, wrongUsage } from "./failures.ts";
import { helpOf, helpOfAll } from "./help.ts";
import { object } from "./json-shapes.ts";
import { optimiseLate } from "./optimise-late.ts";
import { createOutput, type Output } from "./output.ts";
import { findCommand, parseArguments } from "./parse-arguments.ts";
import { findRoot } from "./project-around.ts";
import { closest } from "#core/pipeline/did-you-mean";

/** Runs one command line and gives its exit code. Everything unexpected ends at the fence in here. */
async function main(words: readonly string[]): Promise<number> {
  const found = findCommand(Object.keys(commands), words);
  const fallback = createOutput({
    json: words.includes("--json"),
    quiet: false,
    verbose: false,
    color: false,
  });
  const interrupt = new AbortController();
  let output = fallback;
  try {
    if (found === undefined) return await withoutCommand(words, output);
    const command = await loadCommand(found.name);
    const args = parseArguments(command, found.rest);
    output = outputOf(args);
    if (args.flag("help")) {
      output.line(helpOf(command));
      return 0;
    }
    return await runCommand(command, { args, output, interrupt });
  } catch (error) {
    output.progress([]);
    const isInterrupted = interrupt.signal.aborted && !(error instanceof Failure);
    return report(isInterrupted ? interruption() : (systemFailure(error) ?? error), output, words);
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
  command: NamedCommand,
  { args, output, interrupt }: { args: Arguments; output: Output; interrupt: AbortController },
): Promise<number> {
  const cwd = path.resolve(args.text("cd") ?? ".");
  const place = once(() => openPlace(findRoot(cwd)));
  const project = once(async () => {
    const { openProject } = await import("#core/open-project");
    return openProject(findRoot(cwd), { cli: process.argv[1] ?? "" });
  });
  const onInterrupt = () => {
    interrupt.abort();
    if (command.stopsItself === true) return;
    process.exit(report(interruption(), output, []));
  };
  if (command.hidden !== true) process.once("SIGINT", onInterrupt).once("SIGTERM", onInterrupt);
  try {
    return await command.run({
      args,
      output,
      cwd,
      openPlace: place.get,
      project: project.get,
      signal: interrupt.signal,
    });
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
    (await place.made())?.git.dispose();
    (await project.made())?.dispose();
  }
}

/** What is made when it is first asked for; `made` gives it only when that was done, and worked. */
function once<Made>(make: () => Promise<Made>) {
  let made: Promise<Made> | undefined;
  return {
    get: () => (made ??= make()),
    made: async () => made?.catch(() => undefined),
  };
}

async function loadCommand(name: string): Promise<NamedCommand> {
  const load = commands[name];
  if (load === undefined) throw new Error(`There is no command ${name}.`);
  return { name, ...(await load()) };
}

/** Help when it was asked for; throws a Failure with the nearest command that there is otherwise. */
async function withoutCommand(words: readonly string[], output: Output): Promise<number> {
  const asks = (...wanted: readonly string[]) => words.some((word) => wanted.includes(word));
  if (words.length === 0 || asks("--help", "-h", "help")) {
    output.line(helpOfAll(await Promise.all(Object.keys(commands).map(loadCommand))));
    return 0;
  }
  if (asks("--version")) {
    output.line(process.env["TRAINYARD_VERSION"] ?? "unknown");
    return 0;
  }
  const given = words.filter((word) => !word.startsWith("-")).slice(0, 2);
  const all = await Promise.all(Object.keys(commands).map(loadCommand));
  const names = all.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  const verbs = names.filter((name) => name.startsWith(`${given[0]} `));
  const near = closest(given.join(" "), names) ?? closest(given[0] ?? "", names);
  const unknown = given.length === 0 ? words.join(" ") : given.join(" ");
  if (near !== undefined)
    throw wrongUsage(`there is no command '${unknown}'. Did you mean \`trainyard ${near}\`?`);
  if (verbs.length > 0) throw wrongUsage(`there is no command '${unknown}'. There are: ${verbs.join(", ")}.`);
  throw wrongUsage(`there is no command '${unknown}'. See \`trainyard --help\`.`);
}

/** The one fence: an expected failure is a sentence, anything else is a bug that is told as one. */
function report(error: unknown, output: Output, words: readonly string[]): number {
  const text = error instanceof Error ? error.message : String(error);
  const message = error instanceof Failure ? text : `Unexpected error, a bug in Trainyard: ${text}`;
  if (output.json) output.document(object({ error: errorDocument(error, message, rootOf(words)) }));
  output.error(`trainyard: ${message}`);
  if (!(error instanceof Failure) && output.verbose && error instanceof Error)
    output.error(error.stack ?? "");
  return exitCodeOf(error);
}

/** The repository that a command line is about; undefined when that is what it failed for. */
function rootOf(words: readonly string[]): string | undefined {
  const index = words.findIndex((word) => word === "-C" || word === "--cd");
  try {
    return findRoot(path.resolve(index < 0 ? "." : (words[index + 1] ?? ".")));
  } catch {
    return undefined;
  }
}

// A reader such as `head` that closes the pipe has what it wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    if (stream === process.stdout)
      process.stderr.write(`trainyard: the output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
}

optimiseLate();
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
