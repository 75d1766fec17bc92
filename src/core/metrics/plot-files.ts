import type { Pipeline } from "#core/pipeline/model";

import type { FileSource } from "./file-source.ts";

/** How one definition draws a data file. */
export interface PlotUse {
  /** Column of the horizontal axis. */
  readonly x: string | undefined;
  /** Columns to draw; none means DVC's default, the last one. */
  readonly fields: readonly string[];
  readonly template: string | undefined;
}

export interface PlotFile {
  readonly file: string;
  /** False: the first line is data, and columns are called `0`, `1` and so on. */
  readonly header: boolean;
  /** Top-level definitions first, because they are the more deliberate ones. */
  readonly uses: readonly PlotUse[];
}

interface Definition extends PlotUse {
  readonly path: string;
  readonly header: boolean;
}

/**
 * The files that plots are drawn of: those of the top-level `plots:`, then outputs marked `plots`, folders with
 * everything below them. As in DVC a file takes the definitions of the most specific path that covers it.
 */
export async function findPlotFiles(pipeline: Pipeline, source: FileSource): Promise<readonly PlotFile[]> {
  const covering = new Map<string, Definition[]>();
  for (const definition of definitionsOf(pipeline)) {
    for (const file of await source.list(definition.path)) {
      const known = covering.get(file) ?? [];
      const length = known[0]?.path.length ?? 0;
      if (definition.path.length > length) covering.set(file, [definition]);
      else if (definition.path.length === length) known.push(definition);
    }
  }
  return [...covering].map(([file, definitions]) => ({
    file,
    header: definitions.every((definition) => definition.header),
    uses: definitions.map(({ x, fields, template }) => ({ x, fields, template })),
  }));
}

function definitionsOf(pipeline: Pipeline): readonly Definition[] {
  const listed = pipeline.files.flatMap((file) =>
    file.plots.flatMap((plot) =>
      plot.sources.map(({ path, y }) => ({
        path,
        x: plot.x,
        fields: y,
        template: plot.template,
        header: plot.header ?? true,
      })),
    ),
  );
  const outputs = pipeline.stages
    .flatMap((stage) => stage.outs)
    .filter((out) => out.kind === "plot")
    .map(({ path, plot }) => ({
      path,
      x: plot?.x,
      fields: plot?.y === undefined ? [] : [plot.y],
      template: plot?.template,
      header: plot?.header ?? true,
    }));
  return [...listed, ...outputs];
}
