import { update as updateImports } from "#core/tracking/update";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { tellGitChanges } from "../git-changes.ts";
import { readToRemote, refuseTogether } from "../import-options.ts";
import { object } from "../json-shapes.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { withProgress } from "../progress-line.ts";

export const update: Command = {
  usage: "TARGET...",
  summary: "Bring imported data again where its origin has changed",
  options: {
    rev: { type: "string", value: "REV", help: "another branch, tag or commit of the other repository" },
    recursive: { type: "boolean", short: "R", help: "a folder stands for all imports below it" },
    "to-remote": { type: "boolean", help: "bring the data into a remote and not here" },
    remote: { type: "string", short: "r", value: "NAME", help: "with --to-remote: not the default one" },
    jobs: { type: "string", short: "j", value: "N", help: "transfers at once" },
    "no-download": { type: "boolean", help: "record what is there now and leave it there" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    if (args.positionals.length === 0)
      throw wrongUsage("name the .dvc files to update. See `trainyard update --help`.");
    refuseTogether(args, ["no-download", "to-remote"]);
    const place = await openPlace();
    const request = {
      targets: args.positionals,
      cwd,
      recursive: args.flag("recursive"),
      rev: args.text("rev"),
      noDownload: args.flag("no-download"),
      toRemote: readToRemote(args),
      jobs: wholeNumber(args, "jobs", 1),
    };
    const done = await withProgress({ output, signal }, (work) => updateImports(place, request, work));
    const { updated, unchanged, files, staged } = done;
    if (output.json) {
      const lists = { updated: [...updated], unchanged: [...unchanged], files: [...files] };
      output.document(object({ ...lists, staged }));
    } else {
      if (updated.length > 0) output.done(`Updated: ${updated.join(", ")}.`);
      if (unchanged.length > 0) output.done(`Unchanged: ${unchanged.join(", ")}.`);
    }
    await tellGitChanges(done, place, output);
    return 0;
  },
};
