import { unprotect as unprotectData } from "#core/tracking/unprotect";
import type { Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";
import { withProgress } from "../progress-line.ts";

export const unprotect: Command = {
  usage: "TARGET...",
  summary: "Make data that is linked to the cache private and writable",
  options: {},
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    if (args.positionals.length === 0) throw wrongUsage("name what to unprotect.");
    const place = await openPlace();
    const request = { targets: args.positionals, cwd };
    const paths = await withProgress({ output, signal }, (work) => unprotectData(place, request, work));
    if (output.json) output.document(object({ unprotected: [...paths] }));
    else output.done(`Writable now: ${paths.join(", ")}.`);
    return 0;
  },
};
