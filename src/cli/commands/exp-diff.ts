import { Failure } from "#core/failure";
import type { ValueChange } from "#core/project";
import type { Command } from "../command.ts";
import { formatValue } from "../format-value.ts";
import { dictionary, object } from "../json-shapes.ts";
import type { Output } from "../output.ts";
import { formatTable } from "../table.ts";

export const expDiff: Command = {
  usage: "[FROM] [TO]",
  summary:
    "Parameters and metrics that differ between two experiments or revisions (default: HEAD and the workspace)",
  options: {},
  run: async ({ args, output, project }) => {
    const [from = "HEAD", to = "workspace", ...more] = args.positionals;
    if (more.length > 0) {
      const message = "`exp diff` compares two things: name at most two.";
      throw new Failure({ kind: "wrong-usage", class: "usage", message });
    }
    const { params, metrics } = await (await project()).diff(from, to);
    if (output.json) output.document(object({ metrics: changes(metrics), params: changes(params) }));
    else print([...metrics, ...params], { from, to, output });
    return 0;
  },
};

/** DVC's shape: file, then dotted key, then `old`, `new` and for numbers `diff`. */
function changes(all: readonly ValueChange[]) {
  const files = new Map<string, ValueChange[]>();
  for (const change of all) files.set(change.file, [...(files.get(change.file) ?? []), change]);
  return dictionary(files, (ofFile) =>
    dictionary(
      ofFile.map((change) => [change.key, change] as const),
      (change) => object({ old: change.old ?? null, new: change.new ?? null, diff: change.diff }),
    ),
  );
}

function print(
  all: readonly ValueChange[],
  { from, to, output }: { from: string; to: string; output: Output },
): void {
  if (all.length === 0) {
    output.line(`${from} and ${to} have the same parameters and metrics.`);
    return;
  }
  const right = "right" as const;
  const columns = [
    { title: "FILE" },
    { title: "NAME" },
    { title: from, align: right },
    { title: to, align: right },
    { title: "CHANGE", align: right },
  ];
  const rows = all.map((change) => [
    change.file,
    change.key,
    formatValue(change.old),
    formatValue(change.new),
    change.diff === undefined ? "" : formatValue(change.diff),
  ]);
  for (const line of formatTable(columns, rows)) output.line(line);
}
