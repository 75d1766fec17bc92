import { checkout as checkoutData } from "#core/tracking/checkout";
import type { CheckedOut } from "#core/tracking/checkout";
import type { Command } from "../command.ts";
import { integer, object } from "../json-shapes.ts";
import type { Output, Style } from "../output.ts";
import { withProgress } from "../progress-line.ts";
import { readTargetRequest, targetOptions } from "../target-options.ts";

export const checkout: Command = {
  usage: "[TARGET...]",
  summary: "Bring the data that dvc.lock and the .dvc files name from the cache",
  options: {
    ...targetOptions,
    force: { type: "boolean", short: "f", help: "replace data even when it is not in the cache" },
    relink: { type: "boolean", help: "link everything anew, after cache.type has changed" },
    summary: { type: "boolean", help: "print only how many files changed" },
    "allow-missing": { type: "boolean", help: "do not fail for data that is not in the cache" },
  },
  stopsItself: true,
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const request = {
      ...readTargetRequest(args, cwd),
      force: args.flag("force"),
      relink: args.flag("relink"),
    };
    const done = await withProgress({ output, signal }, (work) => checkoutData(place, request, work));
    if (output.json) output.document(checkoutDocument(done));
    else if (args.flag("summary")) output.done(checkoutSummary(done));
    else printCheckout(done, output);
    if (done.failed.length === 0 || args.flag("allow-missing")) return 0;
    output.error(`trainyard: ${missingSentence(done)}`);
    return 1;
  },
};

/** What a checkout did, in DVC's own shape. */
export function checkoutDocument({ added, modified, deleted, failed, files }: CheckedOut) {
  const stats = object({
    modified: integer(files.modified),
    added: integer(files.added),
    deleted: integer(files.deleted),
  });
  return object({
    added: [...added],
    modified: [...modified],
    deleted: [...deleted],
    failed: [...failed],
    stats,
  });
}

/** One line for each output that changed: a letter, a tab and the path. */
export function printCheckout({ added, modified, deleted }: CheckedOut, output: Output): void {
  const print = (style: Style, letter: string, paths: readonly string[]) => {
    for (const path of paths) output.done(`${output.paint(style, letter)}\t${path}`);
  };
  print("yellow", "M", modified);
  print("green", "A", added);
  print("red", "D", deleted);
}

/** `2 files modified and 1 file added`. */
export function checkoutSummary({ files }: CheckedOut): string {
  const parts = [
    [files.modified, "modified"],
    [files.added, "added"],
    [files.deleted, "deleted"],
  ] as const;
  const changed = parts.filter(([count]) => count > 0);
  const words = changed.map(([count, what]) => `${count} ${count === 1 ? "file" : "files"} ${what}`);
  const last = words.pop();
  if (last === undefined) return "No changes.";
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}

/** Why not all data is there, and the way out. */
export function missingSentence({ failed }: CheckedOut): string {
  const names = failed.slice(0, 10).join(", ");
  const more = failed.length > 10 ? ` and ${failed.length - 10} more` : "";
  return `The cache does not have ${names}${more}: run \`trainyard fetch\`, or \`trainyard repro\` for what no stage has made yet, and check out again.`;
}
