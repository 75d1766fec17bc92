import { Failure } from "#core/failure";
import { setFrozen } from "#core/runners/local/freeze";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";
import { wrongUsage } from "../failures.ts";
import { reproTarget } from "../repro-options.ts";

export const freeze = freezing({
  summary: "Keep stages or imported data as they are, whatever they depend on",
  isFrozen: true,
});

export const unfreeze = freezing({
  summary: "Let frozen stages run again when they change",
  isFrozen: false,
});

interface Freezing extends Pick<Command, "summary"> {
  readonly isFrozen: boolean;
}

function freezing({ summary, isFrozen }: Freezing): Command {
  return {
    usage: "TARGET...",
    summary,
    options: {},
    run: async ({ args, output, cwd, openPlace, signal }) => {
      if (args.positionals.length === 0) throw wrongUsage("name at least one stage or .dvc file.");
      const place = await openPlace();
      const files = new Set<string>();
      const failures: Failure[] = [];
      for (const given of args.positionals) {
        try {
          const target = reproTarget({ root: place.root, cwd }, given, false);
          const file = await setFrozen(place.git, { target, isFrozen, signal });
          if (file !== undefined) files.add(file);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          failures.push(error);
        }
      }
      const [first, ...more] = failures;
      for (const failure of more) output.error(`trainyard: ${failure.message}`);
      if (first !== undefined) throw first;
      if (output.json) output.document(object({ files: [...files].toSorted() }));
      else
        output.done(files.size === 0 ? "Nothing changed." : `Changed: ${[...files].toSorted().join(", ")}.`);
      return 0;
    },
  };
}
