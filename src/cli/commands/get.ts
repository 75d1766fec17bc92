import path from "node:path";
import { getData } from "#core/tracking/get";
import type { Command } from "../command.ts";
import { readRepositoryRequest, repositoryOptions } from "../import-options.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const get: Command = {
  usage: "URL PATH",
  summary: "Copy data of another DVC or Git repository here, and track nothing",
  options: repositoryOptions,
  stopsItself: true,
  run: async ({ args, output, cwd, signal }) => {
    const request = readRepositoryRequest(args, "get", cwd);
    const target = await withProgress({ output, signal }, (work) => getData(request, work));
    if (output.json) output.document(object({ path: target }));
    else output.line(`Copied to ${path.relative(cwd, target)}.`);
    return 0;
  },
};
