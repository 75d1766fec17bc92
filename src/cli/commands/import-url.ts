import { importUrl as importFrom } from "#core/tracking/import-url";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { readToRemote, readUrlOptions, refuseTogether, reportImport, urlOptions } from "../import-options.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { withProgress } from "../progress-line.ts";

export const importUrl: Command = {
  usage: "URL [OUT]",
  summary: "Track data that lies at an URL, or outside of the repository",
  options: {
    "to-remote": { type: "boolean", help: "bring the data into a remote and not here" },
    remote: { type: "string", short: "r", value: "NAME", help: "with --to-remote: not the default one" },
    jobs: { type: "string", short: "j", value: "N", help: "transfers at once" },
    force: { type: "boolean", short: "f", help: "replace what is there already" },
    "no-exec": { type: "boolean", help: "write the .dvc file and look at nothing" },
    "no-download": { type: "boolean", help: "record what is there and leave it there" },
    "version-aware": { type: "boolean", help: "refused: dvc alone follows the versions of a cloud" },
    ...urlOptions,
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const [url, out] = args.positionals;
    if (url === undefined)
      throw wrongUsage("name an URL and where its data goes. See `trainyard import-url --help`.");
    refuseTogether(args, ["no-exec", "no-download", "to-remote"]);
    if (args.flag("version-aware"))
      throw wrongUsage("--version-aware is not supported; leave it out, or use dvc for this import.");
    const place = await openPlace();
    const request = {
      url,
      out,
      cwd,
      options: readUrlOptions(args),
      force: args.flag("force"),
      noExec: args.flag("no-exec"),
      noDownload: args.flag("no-download"),
      toRemote: readToRemote(args),
      jobs: wholeNumber(args, "jobs", 1),
    };
    const imported = await withProgress({ output, signal }, (work) => importFrom(place, request, work));
    return reportImport(imported, place, output);
  },
};
