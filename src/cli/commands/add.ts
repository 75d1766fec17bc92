import { add as addData } from "#core/tracking/add";
import type { Arguments, Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { tellGitChanges } from "../git-changes.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const add: Command = {
  usage: "TARGET...",
  summary: "Track data files or folders: into the cache, with a .dvc file for Git",
  options: {
    glob: { type: "boolean", help: "the targets are patterns: *, ?, [...] and ** for folders" },
    out: { type: "string", short: "o", value: "PATH", help: "copy the target there, and track the copy" },
    force: { type: "boolean", short: "f", help: "replace what is there already" },
    "no-commit": { type: "boolean", help: "record the data without storing it in the cache" },
    "no-relink": { type: "boolean", help: "leave the files as they are, whatever cache.type says" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    refuseCombinations(args);
    const place = await openPlace();
    const out = args.text("out");
    const request = {
      targets: args.positionals,
      cwd,
      glob: args.flag("glob"),
      force: args.flag("force"),
      noCommit: args.flag("no-commit"),
      noRelink: args.flag("no-relink"),
      ...(out !== undefined && { out }),
    };
    const added = await withProgress({ output, signal }, (work) => addData(place, request, work));
    const { data, files, staged } = added;
    if (output.json) output.document(object({ data: [...data], files: [...files], staged }));
    else output.line(`Tracked: ${data.join(", ")}.`);
    await tellGitChanges(added, place, output);
    return 0;
  },
};

function refuseCombinations(args: Arguments): void {
  if (args.positionals.length === 0) throw wrongUsage("name what to track. See `trainyard add --help`.");
  if (args.text("out") === undefined) return;
  if (args.positionals.length > 1) throw wrongUsage("--out takes one target.");
  for (const name of ["glob", "no-commit"]) {
    if (args.flag(name)) throw wrongUsage(`--${name} cannot be used with --out.`);
  }
}
