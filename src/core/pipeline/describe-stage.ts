import type { Stage } from "./model.ts";

/** One line about a stage: the first of its `desc`, or else what it makes or needs, in DVC's words. */
export function describeStage(stage: Stage): string {
  const lines = typeof stage.desc === "string" ? stage.desc.split(/\r?\n/) : [];
  return lines.find((line) => line !== "")?.trim() ?? describeFiles(stage);
}

function describeFiles({ deps, params, outs }: Stage): string {
  const needed = [...deps, ...params];
  if (needed.length === 0 && outs.length === 0) return "No outputs or dependencies";
  if (outs.length === 0) return `Depends on ${listed(needed)}`;
  const made = outs.filter(({ kind }) => kind === "out");
  const reported = outs.filter(({ kind }) => kind !== "out");
  return [
    ...(made.length > 0 ? [`Outputs ${listed(made)}`] : []),
    ...(reported.length > 0 ? [`Reports ${listed(reported)}`] : []),
  ].join("; ");
}

function listed(references: readonly { readonly text: string }[]): string {
  return references.map(({ text }) => text).join(", ");
}
