import { childOf, entriesOf, itemsOf, textOf } from "../map-entries.ts";
import type { PipelineFile, Stage } from "../model.ts";
import type { Node, ScalarNode } from "../node.ts";
import type { Range } from "../problem.ts";
import { folderOf, resolvePath } from "../repository-path.ts";

/** A plot as dvc.yaml writes it, with places. What expressions bring is left out. */
export interface WrittenPlot {
  readonly place: Range;
  /** Files with the columns that are drawn of each: along both axes, where the definition names one file. */
  readonly sources: readonly WrittenSource[];
  readonly template: ScalarNode | undefined;
  /** The keys of the definition that say something of axes. */
  readonly axes: readonly ScalarNode[];
  /** False with `header: false`: then columns have numbers. */
  readonly hasHeader: boolean;
}

export interface WrittenSource {
  readonly path: string;
  readonly place: Range;
  readonly columns: readonly ScalarNode[];
}

/** The top-level plots of a dvc.yaml. */
export function topLevelPlots({ path, document }: PipelineFile): WrittenPlot[] {
  const folder = folderOf(path);
  return itemsOf(childOf(document.root, "plots")).flatMap((item) => {
    if (item.kind === "scalar") return plotOf(item, undefined, folder) ?? [];
    return entriesOf(item).flatMap(({ key, value }) => plotOf(key, value, folder) ?? []);
  });
}

/** The plots that a stage makes. */
export function stagePlots({ wdir }: Stage, definition: Node | undefined): WrittenPlot[] {
  return itemsOf(childOf(definition, "plots")).flatMap((item) => {
    if (item.kind === "scalar") return plotOf(item, undefined, wdir) ?? [];
    return entriesOf(item).flatMap(({ key, value }) => plotOf(key, value, wdir) ?? []);
  });
}

function plotOf(id: ScalarNode, definition: Node | undefined, folder: string): WrittenPlot | undefined {
  if (!isPlainText(id)) return undefined;
  const [x, y] = [childOf(definition, "x"), childOf(definition, "y")];
  const template = childOf(definition, "template");
  const sources = y?.kind === "map" ? sourcesOf(y, x, folder) : [sourceOf(id, [y, x], folder)];
  return {
    place: id.range,
    sources: [...sources, ...(x?.kind === "map" ? sourcesOf(x, undefined, folder) : [])],
    template: template?.kind === "scalar" && isPlainText(template) ? template : undefined,
    axes: entriesOf(definition).flatMap(({ key }) =>
      ["x", "y", "x_label", "y_label", "template", "header"].includes(String(textOf(key))) ? [key] : [],
    ),
    hasHeader: childOf(definition, "header") === undefined,
  };
}

function sourcesOf(axis: Node, x: Node | undefined, folder: string): WrittenSource[] {
  return entriesOf(axis).flatMap(({ key, value }) =>
    isPlainText(key) ? [sourceOf(key, [value, x], folder)] : [],
  );
}

function sourceOf(file: ScalarNode, axes: readonly (Node | undefined)[], folder: string): WrittenSource {
  const columns = axes.flatMap((axis) => (axis?.kind === "scalar" ? [axis] : itemsOf(axis)));
  return {
    path: resolvePath(folder, textOf(file) ?? ""),
    place: file.range,
    columns: columns.filter((column) => column.kind === "scalar").filter(isPlainText),
  };
}

function isPlainText({ value }: ScalarNode): boolean {
  return typeof value === "string" && !value.includes("${");
}
