import { closest } from "../did-you-mean.ts";
import { textOf } from "../map-entries.ts";
import type { PipelineFile, Stage } from "../model.ts";
import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import { isOutside } from "../repository-path.ts";
import { isMissing, trackedBy } from "./missing-path.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import { stagePlots, topLevelPlots, type WrittenPlot, type WrittenSource } from "./plot-places.ts";
import type { CheckFacts } from "./rule.ts";

/** The templates that DVC brings. */
const builtIn: readonly string[] = [
  "simple",
  "linear",
  "confusion",
  "confusion_normalized",
  "scatter",
  "scatter_jitter",
  "smooth",
  "bar_horizontal",
  "bar_horizontal_sorted",
];

/** Rules on plots: what the top level of a dvc.yaml says of them. */
export function findPlotMistakes(file: PipelineFile, facts: CheckFacts): Problem[] {
  return topLevelPlots(file).flatMap((plot) => [
    ...inPlot(plot, file.document, facts),
    ...plot.sources.flatMap((source) => notProduced(source, file.document, facts)),
  ]);
}

/** Rules on plots: what a stage says of those that it makes. */
export function findStagePlotMistakes(stage: Stage, facts: CheckFacts): Problem[] {
  const document = facts.documents.get(stage.file);
  if (document === undefined || !stage.outs.some(({ kind }) => kind === "plot")) return [];
  return stagePlots(stage, facts.definitionOf(stage)).flatMap((plot) => inPlot(plot, document, facts));
}

function inPlot(plot: WrittenPlot, document: Document, facts: CheckFacts): Problem[] {
  return [
    ...unknownColumns(plot, document, facts),
    ...unknownTemplate(plot, document, facts),
    ...imageWithAxes(plot, document),
  ];
}

/** `plots/unknown-column`: a column that the table of a plot does not have. */
function unknownColumns(
  { sources, hasHeader }: WrittenPlot,
  document: Document,
  { world }: CheckFacts,
): Problem[] {
  return sources.flatMap(({ path, columns }) => {
    const header = columns.length > 0 && hasHeader ? headerOf(path, world.read) : undefined;
    if (header === undefined) return [];
    return columns.flatMap((column): Problem[] => {
      const name = textOf(column) ?? "";
      // Without an `x` DVC numbers the rows as `step`.
      if (header.includes(name) || name === "step") return [];
      const near = closest(name, header);
      const fix = near === undefined ? undefined : fixRewriting(document, column.range, name, near);
      return [
        {
          code: "plots/unknown-column",
          severity: "warning",
          file: document.file,
          range: column.range,
          message: `'${name}' is not a column of '${path}': ${header.slice(0, 10).join(", ")}${header.length > 10 ? " and more" : ""}.`,
          ...(fix && { fixes: [fix] }),
        },
      ];
    });
  });
}

/** The names in the first line of a table. A quoted field may have anything in it: then nobody can tell. */
function headerOf(path: string, read: CheckFacts["world"]["read"]): readonly string[] | undefined {
  const separator = /\.csv$/i.test(path) ? "," : /\.tsv$/i.test(path) ? "\t" : undefined;
  const text = separator === undefined ? undefined : read(path);
  if (separator === undefined || text === undefined) return undefined;
  const line = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? "";
  if (line.trim() === "" || line.includes('"')) return undefined;
  return line.split(separator);
}

/** `plots/unknown-template`: `dvc plots show` breaks down on a name that is no template. */
function unknownTemplate({ template }: WrittenPlot, document: Document, { world }: CheckFacts): Problem[] {
  const name = textOf(template);
  if (template === undefined || name === undefined || builtIn.includes(name)) return [];
  const own = (world.list?.(".dvc/plots") ?? []).map((file) => file.replace(/\.json$/, ""));
  const places = [name, `.dvc/plots/${name}`, `.dvc/plots/${name}.json`];
  if (own.includes(name) || places.some((place) => world.exists(place) !== false)) return [];
  const near = closest(name, [...builtIn, ...own]);
  const fix = near === undefined ? undefined : fixRewriting(document, template.range, name, near);
  return [
    {
      code: "plots/unknown-template",
      severity: "warning",
      file: document.file,
      range: template.range,
      message: `There is no template '${name}', in DVC or in '.dvc/plots'.${near === undefined ? "" : ` Did you mean '${near}'?`}`,
      ...(fix && { fixes: [fix] }),
    },
  ];
}

/** `plots/image-with-axes`: columns and templates are for tables; an image is shown as it is. */
function imageWithAxes({ sources, axes }: WrittenPlot, document: Document): Problem[] {
  if (sources.length === 0 || !sources.every(({ path }) => /\.(?:jpe?g|gif|png|svg)$/i.test(path))) return [];
  return axes.map((key): Problem => ({
    code: "plots/image-with-axes",
    severity: "warning",
    file: document.file,
    range: key.range,
    message: `'${textOf(key)}' has no effect on an image: DVC shows it as it is.`,
  }));
}

/** `plots/not-produced`: data of a plot that is not there and that no stage makes. */
function notProduced({ path, place }: WrittenSource, { file }: Document, facts: CheckFacts): Problem[] {
  if (isOutside(path) || !/\.\w+$/.test(path)) return [];
  if (!isMissing(facts, path) || trackedBy(facts.world, path) !== undefined) return [];
  return [
    {
      code: "plots/not-produced",
      severity: "warning",
      file,
      range: place,
      message: `'${path}' does not exist, and no stage makes it: there is nothing to plot.`,
    },
  ];
}
