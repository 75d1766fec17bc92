import type { TargetRequest } from "#core/tracking/select-data";
import type { Arguments, OptionSpec } from "./command.ts";

/** The options that say more about the targets of a command on data, with DVC's letters. */
export const targetOptions: Readonly<Record<string, OptionSpec>> = {
  "with-deps": { type: "boolean", short: "d", help: "also the data that the stages of the targets need" },
  recursive: { type: "boolean", short: "R", help: "a folder stands for everything tracked in it" },
};

/** Reads them with the targets, which are as seen from `cwd`. */
export function readTargetRequest(args: Arguments, cwd: string): TargetRequest {
  return {
    targets: args.positionals,
    cwd,
    withDeps: args.flag("with-deps"),
    recursive: args.flag("recursive"),
  };
}
