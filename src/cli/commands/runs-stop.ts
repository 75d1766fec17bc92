import { isRunFinished } from "#core/project";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";
import { findRun } from "./runs-logs.ts";

export const runsStop: Command = {
  usage: "[RUN...]",
  summary: "Stop runs, and all that they started",
  options: { all: { type: "boolean", help: "stop every run that is queued or running" } },
  run: async ({ args, output, project }) => {
    const open = await project();
    const wanted = args.flag("all")
      ? (await open.runs()).filter(({ state }) => !isRunFinished(state))
      : await Promise.all(orNone(args.positionals).map((id) => findRun(open, id)));
    await Promise.all(wanted.map(({ id }) => open.stopRun(id)));
    if (output.json) output.document(object({ stopped: wanted.map(({ id }) => id) }));
    else
      output.line(
        wanted.length === 0 ? "Nothing is running." : `Stopped ${wanted.map(({ id }) => id).join(", ")}.`,
      );
    return 0;
  },
};

/** Without a name, `findRun` says what is missing. */
function orNone(names: readonly string[]): readonly (string | undefined)[] {
  return names.length === 0 ? [undefined] : names;
}
