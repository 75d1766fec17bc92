import { globalOptions, type NamedCommand, type OptionSpec } from "./command.ts";

/** What `trainyard` and `trainyard --help` print. */
export function helpOfAll(commands: readonly NamedCommand[]): string {
  const shown = commands.filter(({ hidden }) => hidden !== true);
  const width = Math.max(...shown.map(({ name }) => name.length));
  return [
    "Usage: trainyard <command> [options] [arguments]",
    "",
    ...shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "Every command:",
    ...optionLines(globalOptions),
    "",
    "`trainyard <command> --help` tells more of one; `trainyard --version` names this version.",
  ].join("\n");
}

/** What `trainyard <command> --help` prints. */
export function helpOf(command: NamedCommand): string {
  const own =
    Object.keys(command.options).length === 0 ? [] : ["", "Options:", ...optionLines(command.options)];
  return [
    `Usage: trainyard ${command.name} [options] ${command.usage}`.trimEnd(),
    "",
    `${command.summary}.`,
    ...own,
    "",
    "Every command:",
    ...optionLines(globalOptions),
  ].join("\n");
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): string[] {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`;
    return { flags: `${short === undefined ? "    " : `-${short}, `}${long}`, help };
  });
  const width = Math.max(...rows.map(({ flags }) => flags.length));
  return rows.map(({ flags, help }) => `  ${flags.padEnd(width)}  ${help}`);
}
