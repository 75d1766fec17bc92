import type { PipelineFile, Stage } from "../model.ts";
import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import { stagePlots, topLevelPlots, type WrittenPlot } from "./plot-places.ts";
import { findImagesWithAxes } from "./plots-image-with-axes.ts";
import { findPlotsNotProduced } from "./plots-not-produced.ts";
import { findUnknownColumns } from "./plots-unknown-column.ts";
import { findUnknownTemplates } from "./plots-unknown-template.ts";
import type { CheckFacts } from "./rule.ts";

/** A rule over one plot, which a stage makes or the top level of a dvc.yaml describes. */
type PlotRule = (plot: WrittenPlot, document: Document, facts: CheckFacts) => readonly Problem[];

const plotRules: readonly PlotRule[] = [findUnknownColumns, findUnknownTemplates, findImagesWithAxes];

/** What the rules on plots say of the top level of a dvc.yaml, whose data somebody else has to make. */
export function findPlotMistakes(file: PipelineFile, facts: CheckFacts): Problem[] {
  const rules = [...plotRules, findPlotsNotProduced];
  return topLevelPlots(file).flatMap((plot) => rules.flatMap((rule) => rule(plot, file.document, facts)));
}

/** What they say of the plots that a stage makes. */
export function findStagePlotMistakes(stage: Stage, facts: CheckFacts): Problem[] {
  const document = facts.documents.get(stage.file);
  if (document === undefined || !stage.outs.some(({ kind }) => kind === "plot")) return [];
  const plots = stagePlots(stage, facts.definitionOf(stage));
  return plots.flatMap((plot) => plotRules.flatMap((rule) => rule(plot, document, facts)));
}
