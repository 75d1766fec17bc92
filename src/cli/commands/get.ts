import path from "node:path";
import { getData } from "#core/tracking/get";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const get: Command = {
  name: "get",
  usage: "URL PATH",
  summary: "Copy data of another DVC or Git repository here, and track nothing",
  options: {
    out: { type: "string", short: "o", value: "PATH", help: "the name of the data here, or a folder for it" },
    rev: { type: "string", value: "REV", help: "a branch, tag or commit of the other repository" },
    remote: {
      type: "string",
      value: "NAME",
      help: "this remote of the other repository, not its default one",
    },
    force: { type: "boolean", short: "f", help: "replace what is there already" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, signal }) => {
    const [url, source, ...more] = args.positionals;
    if (url === undefined || source === undefined || more.length > 0)
      throw wrongUsage("name a repository and a path in it. See `trainyard get --help`.");
    const request = {
      url,
      path: source,
      cwd,
      out: args.text("out"),
      rev: args.text("rev"),
      remote: args.text("remote"),
      force: args.flag("force"),
    };
    const target = await withProgress({ output, signal }, (work) => getData(request, work));
    if (output.json) output.document(object({ path: target }));
    else output.line(`Copied to ${path.relative(cwd, target)}.`);
    return 0;
  },
};
