import path from "node:path";
import { dataUrl } from "#core/tracking/data-url";
import { getData } from "#core/tracking/get";
import type { Command } from "../command.ts";
import { readRepositoryRequest, repositoryOptions } from "../import-options.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const get: Command = {
  usage: "URL PATH",
  summary: "Copy data of another DVC or Git repository here, and track nothing",
  options: {
    ...repositoryOptions,
    "show-url": { type: "boolean", help: "print where the data is stored, and copy nothing" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, signal }) => {
    const request = readRepositoryRequest(args, "get", cwd);
    if (args.flag("show-url")) {
      const url = await withProgress({ output, signal }, (work) => dataUrl(request, work));
      if (output.json) output.document(object({ url }));
      else output.line(url);
      return 0;
    }
    const target = await withProgress({ output, signal }, (work) => getData(request, work));
    if (output.json) output.document(object({ path: target }));
    else output.done(`Copied to ${path.relative(cwd, target)}.`);
    return 0;
  },
};
