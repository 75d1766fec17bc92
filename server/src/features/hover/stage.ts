import type { Stage } from "#core/pipeline/model";
import { isList } from "#core/pipeline/value";
import type { Snapshot } from "../../workspace/snapshot.ts";
import { lockEntryOf } from "../lock-facts.ts";
import { valueText } from "../parameters.ts";
import { code, codeBlock } from "./markdown.ts";

/** As many stages of a group have their commands shown. */
const mostShown = 5;

/** The commands that a stage or the stages of a group run, after interpolation. */
export function aboutStage(
  snapshot: Snapshot,
  { file, name }: { readonly file: string; readonly name: string },
): string | undefined {
  const all = snapshot.file(file)?.stages ?? [];
  const stages = all.filter((stage) => (stage.expansion?.group ?? stage.name) === name);
  if (stages.length === 0) return undefined;
  const shown = stages.slice(0, mostShown).map((stage) => about(snapshot, stage));
  const more = stages.length > shown.length ? [`and ${stages.length - shown.length} more stages`] : [];
  return [...shown, ...more].join("\n\n");
}

function about(snapshot: Snapshot, stage: Stage): string {
  const lines = [`**${stage.name.replace(/[\\*_`[\]<>]/g, "\\$&")}**`, codeBlock("sh", commandText(stage))];
  if (typeof stage.desc === "string") lines.splice(1, 0, stage.desc);
  if (stage.wdir !== ".") lines.push(`in ${code(stage.wdir)}`);
  if (lockEntryOf(snapshot, stage) === undefined) lines.push("never run");
  return lines.join("\n");
}

function commandText({ cmd }: Stage): string {
  return (isList(cmd) ? cmd : [cmd])
    .map((line) => (typeof line === "string" ? line : valueText(line)))
    .join("\n");
}
