import { importData as importFrom } from "#core/tracking/import";
import type { Command } from "../command.ts";
import { readRepositoryRequest, refuseTogether, reportImport, repositoryOptions } from "../import-options.ts";
import { withProgress } from "../progress-line.ts";

export const importData: Command = {
  usage: "URL PATH",
  summary: "Track data of another DVC or Git repository",
  options: {
    ...repositoryOptions,
    "no-exec": { type: "boolean", help: "write the .dvc file and look at nothing" },
    "no-download": { type: "boolean", help: "record the commit and leave the data where it is" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    refuseTogether(args, ["no-exec", "no-download"]);
    const request = {
      ...readRepositoryRequest(args, "import", cwd),
      noExec: args.flag("no-exec"),
      noDownload: args.flag("no-download"),
    };
    const place = await openPlace();
    const imported = await withProgress({ output, signal }, (work) => importFrom(place, request, work));
    return reportImport(imported, place, output);
  },
};
