import { type InlayHint, InlayHintKind } from "vscode-languageserver-types";
import type { PipelineFile } from "#core/pipeline/model";
import type { Node } from "#core/pipeline/node";
import { eachScalar } from "#core/pipeline/occurrences/collector";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import type { Range } from "#core/pipeline/problem";
import { definitionsOf, type StageDefinition } from "#core/pipeline/stage-definitions";
import { expressionsIn } from "#core/pipeline/templating/expression";
import { isList, isMapping, type Value } from "#core/pipeline/value";
import { lockEntryOf, sizeText } from "./lock-facts.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";
import { valueText } from "./parameters.ts";

/** Longer values would push the text out of sight. */
const longestValue = 40;

interface Hint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** In a part of a dvc.yaml: values behind `${}`, stages behind `foreach` and `matrix`, recorded sizes behind paths. */
export function listInlayHints(context: FeatureContext, within: Range): InlayHint[] {
  const file = context.snapshot.file(context.path);
  if (file === undefined) return [];
  const definitions = definitionsOf(file, within);
  const hints = [
    ...valueHints(file, within),
    ...definitions.flatMap(expansionHints),
    ...definitions.flatMap((definition) => sizeHints(context, definition)),
  ];
  return hints
    .filter(({ offset }) => within.start <= offset && offset <= within.end)
    .map(({ offset, label, tooltip }) => ({
      position: toLspRange(context, context.path, { start: offset, end: offset }).start,
      label,
      tooltip,
      kind: InlayHintKind.Type,
      paddingLeft: true,
    }));
}

function valueHints({ document, variables }: PipelineFile, within: Range): Hint[] {
  const hints: Hint[] = [];
  const visit = (root: Node): void =>
    eachScalar({ within }, root, (scalar) => {
      for (const { name, range, closed } of expressionsIn(scalar, document.text)) {
        const found = closed ? lookUpParameter(variables.values, name) : undefined;
        const isPlace = range.start !== scalar.range.start || range.end !== scalar.range.end;
        if (found?.found !== true || isList(found.value) || isMapping(found.value)) continue;
        // In quotes, or in folded text whose places are not known, the hint would stand in the wrong place.
        if (!isPlace && document.text[range.end - 1] !== "}") continue;
        const label = written(found.value);
        if (label.length > longestValue) continue;
        hints.push({ offset: range.end, label, tooltip: `The value of ${name}` });
      }
    });
  if (document.root !== undefined) visit(document.root);
  return hints;
}

/** A text stands in the place of `${}` without quotes, and is shown so unless nobody could see where it ends. */
function written(value: Value): string {
  return typeof value === "string" && /^[^\s"]+$/.test(value) ? value : valueText(value);
}

function expansionHints({ entry, stages }: StageDefinition): Hint[] {
  if (entry.value.kind !== "map" || stages[0]?.expansion === undefined) return [];
  const { kind } = stages[0].expansion;
  const key = entry.value.entries.find((candidate) => candidate.key.value === kind)?.key;
  if (key === undefined) return [];
  const label = stages.length === 1 ? "→ 1 stage" : `→ ${stages.length} stages`;
  const names = stages.slice(0, 10).map(({ name }) => name);
  const more = stages.length > names.length ? [`and ${stages.length - names.length} more`] : [];
  return [{ offset: key.range.end + 1, label, tooltip: [...names, ...more].join("\n") }];
}

/** Paths of a group have a size for each of its stages, which is more than fits behind them. */
function sizeHints({ snapshot, path }: FeatureContext, { stages }: StageDefinition): Hint[] {
  const [stage] = stages;
  const entry = stage && stages.length === 1 ? lockEntryOf(snapshot, stage) : undefined;
  if (stage === undefined || entry === undefined) return [];
  const recorded = new Map([...entry.deps, ...entry.outs].map((item) => [item.path, item]));
  const source = snapshot.read(path) ?? "";
  return [...stage.deps, ...stage.outs].flatMap(({ text, range }) => {
    const item = recorded.get(text);
    const label = item && sizeText(item);
    // A path with settings is a key, and the hint stands behind its colon.
    const offset = source[range.end] === ":" ? range.end + 1 : range.end;
    return label === undefined ? [] : [{ offset, label, tooltip: "As the last run recorded it" }];
  });
}
