import type { ShownRevision } from "#core/experiments/show-revisions";
import type { ShownFile } from "#core/metrics/shown-file";
import { flatten } from "#core/pipeline/params/flatten";
import { isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";
import type { Arguments, Command } from "../command.ts";
import { formatValue } from "../format-value.ts";
import { dictionary, object } from "../json-shapes.ts";
import { markdownTable } from "../markdown-table.ts";
import { fromRoot, toRoot } from "../path-from-cwd.ts";
import type { Output } from "../output.ts";
import { formatTable } from "../table.ts";

type ByRevision = ReadonlyMap<string, ShownRevision>;

export const metricsShow: Command = {
  usage: "[FILE...]",
  summary: "Metrics of the workspace, and of other revisions",
  options: {
    "all-branches": { type: "boolean", short: "a", help: "of all branches too" },
    "all-tags": { type: "boolean", short: "T", help: "of all tags too" },
    "all-commits": { type: "boolean", short: "A", help: "of all commits too" },
    md: { type: "boolean", help: "a table in Markdown" },
    precision: { type: "string", value: "N", help: "significant digits of numbers in tables (default 5)" },
  },
  run: async ({ args, output, cwd, project }) => {
    const open = await project();
    const shown = await open.metrics({
      targets: args.positionals.map((file) => toRoot(open.root, cwd, file)),
      branches: args.flag("all-branches"),
      tags: args.flag("all-tags"),
      commits: args.flag("all-commits"),
    });
    const name = (file: string): string => fromRoot(open.root, cwd, file);
    if (output.json) output.document(dictionary(shown, (files) => revisionDocument(files, name)));
    else printMetrics(shown, name, { args, output });
    return 0;
  },
};

/** DVC's shape: `{revision: {"data": {file: {"data": …} or {"error": …}}}}`. */
function revisionDocument(shown: ShownRevision, name: (file: string) => string): Value {
  if ("error" in shown)
    return errorDocument("PipelineError", `${name(shown.error.file)}: ${shown.error.message}`);
  const named = [...shown].map(([file, of]) => [name(file), of] as const);
  return object({ data: dictionary(named, fileDocument) });
}

function fileDocument(file: ShownFile): Value {
  if (file.kind === "values") return object({ data: file.values });
  return file.kind === "missing"
    ? errorDocument("FileNotFoundError", "The file is neither in the workspace nor in the cache.")
    : errorDocument("ParseError", file.reason);
}

function errorDocument(type: string, msg: string): Value {
  return object({ error: object({ type, msg }) });
}

function printMetrics(
  shown: ByRevision,
  name: (file: string) => string,
  { args, output }: { readonly args: Arguments; readonly output: Output },
): void {
  const digits = Number(args.text("precision") ?? 5);
  const found = [...shown].flatMap(([revision, files]) =>
    "error" in files
      ? []
      : [...files].map(([file, of]) => ({ revision, file: name(file), of, values: leavesOf(of) })),
  );
  for (const [revision, of] of shown)
    if ("error" in of)
      output.error(`${name(of.error.file)} of ${revision || "workspace"}: ${of.error.message}`);
  for (const { file, of } of found) if (of.kind === "unreadable") output.error(`${file}: ${of.reason}`);
  const rows = found.filter(({ of }) => of.kind === "values");
  const names = [...new Set(rows.flatMap(({ values }) => [...values.keys()]))].toSorted();
  const titles = [...(shown.has("") ? [] : ["Revision"]), "Path", ...names];
  const cells = rows.map(({ revision, file, values }) => [
    ...(shown.has("") ? [] : [revision]),
    file,
    ...names.map((metric) => formatValue(values.get(metric), digits)),
  ]);
  const table = args.flag("md") ? markdownTable : formatTable;
  if (rows.length === 0) output.note("There are no metrics to show.");
  else
    for (const line of table(
      titles.map((title) => ({ title })),
      cells,
    ))
      output.line(line);
}

function leavesOf(file: ShownFile): ReadonlyMap<string, Value> {
  if (file.kind !== "values") return new Map();
  return isMapping(file.values) ? flatten(file.values) : new Map([["", file.values]]);
}
