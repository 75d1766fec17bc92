import type { TransferRequest } from "#core/tracking/transfer/request";
import type { Arguments, OptionSpec } from "./command.ts";
import { wrongUsage } from "./failures.ts";
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

const flags = ["all-branches", "all-tags", "all-commits", "with-deps", "recursive"];

/** The options that mean something only together with `--cloud`. Throws a Failure when one of them stands alone. */
export function refuseCloudOptions(args: Arguments): void {
  const given = flags.find((name) => args.flag(name));
  const name = given ?? (args.text("jobs") === undefined ? undefined : "jobs");
  if (name !== undefined) throw wrongUsage(`--${name} is for the comparison with a remote: add --cloud.`);
}
