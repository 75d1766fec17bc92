import { addRemote, sectionOf } from "#core/data/config/edit-remotes";
import type { Command } from "../command.ts";
import { chosenLevel, levelOptions, rootAround, warnOfPassword } from "../config-target.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";

export const remoteAdd: Command = {
  usage: "NAME URL",
  summary: "Add a place to push data to: a folder, s3://, ssh://, https://, gs://, azure:// ...",
  options: {
    ...levelOptions,
    default: { type: "boolean", short: "d", help: "make it the one that is used unless another is named" },
    force: { type: "boolean", short: "f", help: "replace a remote of the same name" },
  },
  run: async ({ args, output, cwd }) => {
    const [given, url] = args.positionals;
    if (given === undefined || url === undefined) throw wrongUsage("Name the remote and its URL.");
    const name = given.toLowerCase();
    const level = chosenLevel(args) ?? "repo";
    const isDefault = args.flag("default");
    await addRemote(
      { root: rootAround(cwd), level, cwd },
      { name, url, isDefault, replace: args.flag("force") },
    );
    warnOfPassword({ section: sectionOf(name), key: "url", value: url }, level, output);
    if (output.json) output.document(object({ name, level, default: isDefault }));
    else output.done(`Added ${name}${isDefault ? ", the default remote" : ""}.`);
    return 0;
  },
};
