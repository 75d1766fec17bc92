import type { ShownDifference, ShownDifferences } from "#core/metrics/diff-shown";
import type { Mapping } from "#core/pipeline/value";
import type { Project } from "#core/project";
import type { Arguments, OptionSpec } from "./command.ts";
import { wrongUsage } from "./failures.ts";
import { formatValue } from "./format-value.ts";
import { dictionary, object } from "./json-shapes.ts";
import { markdownTable } from "./markdown-table.ts";
import type { Output } from "./output.ts";
import { fromRoot, toRoot } from "./path-from-cwd.ts";
import { formatTable, type TableColumn } from "./table.ts";

/** Options of `params diff` and `metrics diff`. */
export const shownDiffOptions: Readonly<Record<string, OptionSpec>> = {
  targets: {
    type: "string",
    multiple: true,
    greedy: true,
    value: "FILE...",
    help: "only these files, tracked or not",
  },
  all: { type: "boolean", help: "also what did not change" },
  md: { type: "boolean", help: "a table in Markdown" },
  "no-path": { type: "boolean", help: "without the column of files" },
  precision: { type: "string", value: "N", help: "significant digits of numbers in tables (default 5)" },
};

/** Runs `params diff` or `metrics diff` between two revisions: by default HEAD and the workspace. */
export async function runShownDiff(
  kind: "params" | "metrics",
  {
    args,
    output,
    cwd,
    project,
  }: { args: Arguments; output: Output; cwd: string; project: () => Promise<Project> },
): Promise<number> {
  const [from = "HEAD", to = "workspace", ...more] = args.positionals;
  if (more.length > 0) throw wrongUsage(`\`${kind} diff\` compares two revisions: name at most two.`);
  const open = await project();
  const fromCwd = (file: string): string => fromRoot(open.root, cwd, file);
  const targets = args.texts("targets").map((file) => toRoot(open.root, cwd, file));
  const { differences, unreadable } = await open.compare({
    kind,
    from,
    to,
    targets,
    all: args.flag("all"),
    depsOnly: args.flag("deps"),
  });
  for (const { revision, file, reason } of unreadable)
    output.error(`${fromCwd(file)} of ${revision}: ${reason}`);
  if (output.json) output.document(diffDocument(differences, fromCwd));
  else printDiff(differences, { kind, from, to, args, output, fromCwd });
  return 0;
}

/** DVC's shape: file, then dotted key, then `old`, `new` and for numbers `diff`. */
function diffDocument(differences: ShownDifferences, fromCwd: (file: string) => string): Mapping {
  const files = [...differences].map(([file, changes]) => [fromCwd(file), changes] as const);
  return dictionary(files, (changes) =>
    dictionary(changes, (change) => object({ old: change.old, new: change.new, diff: change.diff })),
  );
}

interface Printing {
  readonly kind: "params" | "metrics";
  readonly from: string;
  readonly to: string;
  readonly args: Arguments;
  readonly output: Output;
  readonly fromCwd: (file: string) => string;
}

function printDiff(differences: ShownDifferences, { kind, from, to, args, output, fromCwd }: Printing): void {
  const digits = Number(args.text("precision") ?? 5);
  const isShown = (_: unknown, index: number): boolean =>
    (index > 0 || !args.flag("no-path")) && (index < 4 || kind === "metrics");
  const columns: TableColumn[] = [
    { title: "Path" },
    { title: kind === "params" ? "Param" : "Metric" },
    { title: from, align: "right" },
    { title: to, align: "right" },
    { title: "Change", align: "right" },
  ];
  const cells = (file: string, name: string, change: ShownDifference): string[] => [
    fromCwd(file),
    name,
    formatValue(change.old, digits),
    formatValue(change.new, digits),
    formatValue(change.diff, digits),
  ];
  const rows = [...differences].flatMap(([file, changes]) =>
    [...changes].map(([name, change]) => cells(file, name, change).filter(isShown)),
  );
  if (rows.length === 0) return;
  const table = args.flag("md") ? markdownTable : formatTable;
  for (const line of table(columns.filter(isShown), rows)) output.line(line);
}
