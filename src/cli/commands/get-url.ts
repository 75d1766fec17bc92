import path from "node:path";
import { readConfig } from "#core/data/config/config";
import { getUrl as getFrom } from "#core/tracking/get-url";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { readUrlOptions, urlOptions } from "../import-options.ts";
import { object } from "../json-shapes.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { withProgress } from "../progress-line.ts";
import { findRoot } from "../project-around.ts";

export const getUrl: Command = {
  usage: "URL [OUT]",
  summary: "Copy what lies at an URL here, and track nothing",
  options: {
    jobs: { type: "string", short: "j", value: "N", help: "transfers at once" },
    force: { type: "boolean", short: "f", help: "replace what is there already" },
    ...urlOptions,
  },
  stopsItself: true,
  run: async ({ args, output, cwd, signal }) => {
    const [url, out] = args.positionals;
    if (url === undefined)
      throw wrongUsage("name an URL and where its data goes. See `trainyard get-url --help`.");
    // Only the URLs that build on a remote need a repository around.
    const config = /^remote:/iu.test(url) ? await readConfig(findRoot(cwd)) : undefined;
    const request = {
      url,
      out,
      cwd,
      options: readUrlOptions(args),
      force: args.flag("force"),
      jobs: wholeNumber(args, "jobs", 1),
    };
    const target = await withProgress({ output, signal }, (work) => getFrom(request, config, work));
    if (output.json) output.document(object({ path: target }));
    else output.done(`Copied to ${path.relative(cwd, target)}.`);
    return 0;
  },
};
