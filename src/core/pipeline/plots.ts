import type { FileContext } from "./file-context.ts";
import { interpolate, type Interpolation } from "./templating/interpolate.ts";
import { childOf, entriesOf, itemsOf, textOf, textsOf } from "./map-entries.ts";
import type { PlotDefinition, Stage } from "./model.ts";
import type { Node } from "./node.ts";
import { plotProperties } from "./outputs.ts";
import { resolvePath } from "./repository-path.ts";
import type { Scope } from "./templating/scope.ts";

/** The top-level `plots`, and the plot outputs of stages that none of them describes. */
export function readPlots(
  section: Node | undefined,
  stages: readonly Stage[],
  scope: Scope,
  context: FileContext,
): PlotDefinition[] {
  const byId = new Map<string, PlotDefinition>();
  for (const plot of topLevelPlots(section, scope, context)) byId.set(plot.id, plot);
  const described = new Set([...byId.values()].flatMap(({ sources }) => sources.map(({ path }) => path)));
  for (const { outs } of stages) {
    for (const output of outs) {
      if (output.kind !== "plot" || described.has(output.path)) continue;
      const y = output.plot?.y === undefined ? [] : [output.plot.y];
      byId.set(output.path, {
        ...output.plot,
        id: output.path,
        file: context.file,
        sources: [{ path: output.path, y }],
      });
    }
  }
  return [...byId.values()];
}

function topLevelPlots(section: Node | undefined, scope: Scope, context: FileContext): PlotDefinition[] {
  return itemsOf(section).flatMap((written) => {
    const interpolation: Interpolation = { context, scope, failed: false };
    const item = interpolate(written, "section", interpolation);
    if (interpolation.failed) return [];
    const path = textOf(item);
    if (path !== undefined) return [plotOf(path, undefined, context)];
    return entriesOf(item).flatMap(({ key, value }) => {
      const id = textOf(key);
      return id === undefined ? [] : [plotOf(id, value, context)];
    });
  });
}

/** Without files in `y` the name of a plot is the path of its data. */
function plotOf(id: string, definition: Node | undefined, context: FileContext): PlotDefinition {
  const y = childOf(definition, "y");
  const x = childOf(definition, "x");
  const columns = (node: Node | undefined): string[] => {
    const one = textOf(node);
    return one === undefined ? textsOf(node) : [one];
  };
  const text = (key: string): string | undefined => textOf(childOf(definition, key));
  const xOfFile = entriesOf(x).map(({ value }) => textOf(value))[0];
  const sources =
    y?.kind === "map"
      ? y.entries.flatMap(({ key, value }) => sourceOf(textOf(key), columns(value), context))
      : sourceOf(id, columns(y), context);
  return {
    ...plotProperties(text, undefined),
    ...(xOfFile !== undefined && { x: xOfFile }),
    id,
    file: context.file,
    sources,
  };
}

function sourceOf(
  text: string | undefined,
  y: readonly string[],
  context: FileContext,
): PlotDefinition["sources"] {
  return text === undefined ? [] : [{ path: resolvePath(context.folder, text), y }];
}
