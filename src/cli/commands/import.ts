import { importData as importFrom } from "#core/tracking/import";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { refuseTogether, reportImport } from "../import-options.ts";
import { withProgress } from "../progress-line.ts";

export const importData: Command = {
  name: "import",
  usage: "URL PATH",
  summary: "Track data of another DVC or Git repository",
  options: {
    out: { type: "string", short: "o", value: "PATH", help: "the name of the data here, or a folder for it" },
    rev: { type: "string", value: "REV", help: "a branch, tag or commit of the other repository" },
    remote: {
      type: "string",
      value: "NAME",
      help: "this remote of the other repository, not its default one",
    },
    force: { type: "boolean", short: "f", help: "replace what is there already" },
    "no-exec": { type: "boolean", help: "write the .dvc file and look at nothing" },
    "no-download": { type: "boolean", help: "record the commit and leave the data where it is" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, project, signal }) => {
    const [url, path, ...more] = args.positionals;
    if (url === undefined || path === undefined || more.length > 0)
      throw wrongUsage("name a repository and a path in it. See `trainyard import --help`.");
    refuseTogether(args, ["no-exec", "no-download"]);
    const { place } = await project();
    const request = {
      url,
      path,
      cwd,
      out: args.text("out"),
      rev: args.text("rev"),
      remote: args.text("remote"),
      force: args.flag("force"),
      noExec: args.flag("no-exec"),
      noDownload: args.flag("no-download"),
    };
    const imported = await withProgress({ output, signal }, (work) => importFrom(place, request, work));
    return reportImport(imported, output);
  },
};
