import { isUrl } from "#core/pipeline/repository-path";
import { add as addData } from "#core/tracking/add";
import type { Added } from "#core/tracking/add";
import { addFromUrl } from "#core/tracking/add-from-url";
import type { Arguments, Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { tellGitChanges } from "../git-changes.ts";
import { readToRemote } from "../import-options.ts";
import { object } from "../json-shapes.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { withProgress } from "../progress-line.ts";

export const add: Command = {
  usage: "TARGET...",
  summary: "Track data files or folders: into the cache, with a .dvc file for Git",
  options: {
    glob: { type: "boolean", help: "the targets are patterns: *, ?, [...] and ** for folders" },
    out: { type: "string", short: "o", value: "PATH", help: "copy the target there, and track the copy" },
    "to-remote": { type: "boolean", help: "bring the target into a remote and not here" },
    remote: { type: "string", short: "r", value: "NAME", help: "with --to-remote: not the default one" },
    "remote-jobs": { type: "string", value: "N", help: "with --to-remote: transfers at once" },
    force: { type: "boolean", short: "f", help: "replace what is there already" },
    "no-commit": { type: "boolean", help: "record the data without storing it in the cache" },
    "no-relink": { type: "boolean", help: "leave the files as they are, whatever cache.type says" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    refuseCombinations(args);
    const place = await openPlace();
    const out = args.text("out");
    const toRemote = readToRemote(args);
    const [target = ""] = args.positionals;
    const force = args.flag("force");
    if (toRemote !== undefined || isUrl(target)) {
      const jobs = wholeNumber(args, "remote-jobs", 1);
      const from = { target, cwd, out, toRemote, jobs, force };
      return report(await withProgress({ output, signal }, (work) => addFromUrl(place, from, work)));
    }
    const request = {
      targets: args.positionals,
      cwd,
      glob: args.flag("glob"),
      force,
      noCommit: args.flag("no-commit"),
      noRelink: args.flag("no-relink"),
      ...(out !== undefined && { out }),
    };
    return report(await withProgress({ output, signal }, (work) => addData(place, request, work)));

    async function report(added: Added): Promise<number> {
      const { data, files, staged } = added;
      if (output.json) output.document(object({ data: [...data], files: [...files], staged }));
      else output.done(`Tracked: ${data.join(", ")}.`);
      await tellGitChanges(added, place, output);
      return 0;
    }
  },
};

function refuseCombinations(args: Arguments): void {
  if (args.positionals.length === 0) throw wrongUsage("name what to track. See `trainyard add --help`.");
  const isUrlGiven = args.positionals.some(isUrl);
  if (isUrlGiven && args.text("out") === undefined && !args.flag("to-remote"))
    throw wrongUsage(
      "say with --out where the data of an URL is to be, or track it with `trainyard import-url`.",
    );
  const single = args.flag("to-remote")
    ? "--to-remote"
    : args.text("out") === undefined
      ? undefined
      : "--out";
  if (single === undefined) return;
  if (args.positionals.length > 1) throw wrongUsage(`${single} takes one target.`);
  for (const name of ["glob", "no-commit"]) {
    if (args.flag(name)) throw wrongUsage(`--${name} cannot be used with ${single}.`);
  }
}
