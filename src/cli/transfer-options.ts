import type { TransferRequest } from "#core/tracking/transfer/request";
import type { Arguments, OptionSpec } from "./command.ts";
import { wholeNumber } from "./parse-arguments.ts";
import { readTargetRequest, targetOptions } from "./target-options.ts";

/** The options of everything that compares the cache with a remote, with DVC's letters. */
export const cloudOptions: Readonly<Record<string, OptionSpec>> = {
  remote: { type: "string", short: "r", value: "NAME", help: "this remote instead of the default one" },
  jobs: { type: "string", short: "j", value: "N", help: "transfers at once" },
  "all-branches": { type: "boolean", short: "a", help: "also what the branches track" },
  "all-tags": { type: "boolean", short: "T", help: "also what the tags track" },
  "all-commits": { type: "boolean", short: "A", help: "also what all commits track" },
  ...targetOptions,
};

/** Those that `push`, `fetch` and `pull` share. */
export const transferOptions: Readonly<Record<string, OptionSpec>> = {
  ...cloudOptions,
  "run-cache": { type: "boolean", help: "also the records of what runs made of which inputs" },
  "no-run-cache": { type: "boolean", help: "without these records (the default)" },
  glob: { type: "boolean", help: "the targets are patterns: *, ? and [...]" },
};

/** Reads them; targets are as seen from `cwd`. */
export function readTransferRequest(args: Arguments, cwd: string): TransferRequest {
  const remote = args.text("remote");
  const jobs = wholeNumber(args, "jobs", 1);
  return {
    ...readTargetRequest(args, cwd),
    glob: args.flag("glob"),
    allBranches: args.flag("all-branches"),
    allTags: args.flag("all-tags"),
    allCommits: args.flag("all-commits"),
    runCache: args.flag("run-cache") && !args.flag("no-run-cache"),
    ...(remote !== undefined && { remote }),
    ...(jobs !== undefined && { jobs }),
  };
}
