import type { TransferRequest } from "#core/tracking/transfer/request";
import type { Arguments, OptionSpec } from "./command.ts";
import { wrongUsage } from "./failures.ts";

/** The options of everything that compares the cache with a remote, with DVC's letters. */
export const cloudOptions: Readonly<Record<string, OptionSpec>> = {
  remote: { type: "string", short: "r", value: "NAME", help: "this remote instead of the default one" },
  jobs: { type: "string", short: "j", value: "N", help: "transfers at once" },
  "all-branches": { type: "boolean", short: "a", help: "also what the branches track" },
  "all-tags": { type: "boolean", short: "T", help: "also what the tags track" },
  "all-commits": { type: "boolean", short: "A", help: "also what all commits track" },
  "with-deps": { type: "boolean", short: "d", help: "also what the stages of the targets need" },
  recursive: { type: "boolean", short: "R", help: "a folder stands for all that is tracked below it" },
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
  const jobs = readJobs(args.text("jobs"));
  return {
    targets: args.positionals,
    cwd,
    withDeps: args.flag("with-deps"),
    recursive: args.flag("recursive"),
    glob: args.flag("glob"),
    allBranches: args.flag("all-branches"),
    allTags: args.flag("all-tags"),
    allCommits: args.flag("all-commits"),
    runCache: args.flag("run-cache") && !args.flag("no-run-cache"),
    ...(remote !== undefined && { remote }),
    ...(jobs !== undefined && { jobs }),
  };
}

/** Reads `--jobs`. */
export function readJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/u.test(text)) return Number(text);
  throw wrongUsage(`--jobs takes a whole number from 1 on, not '${text}'.`);
}
