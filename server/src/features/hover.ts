import { type Hover, MarkupKind } from "vscode-languageserver-types";
import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { occurrenceAt } from "#core/pipeline/occurrences/find-occurrences";
import type { Named } from "#core/pipeline/occurrences/occurrence";
import type { Range } from "#core/pipeline/problem";
import { ruleAt } from "#core/pipeline/schema";
import { aboutArtifact } from "./hover/artifact.ts";
import { aboutLocal } from "./hover/local.ts";
import { aboutParameter } from "./hover/parameter.ts";
import { aboutPath } from "./hover/path.ts";
import { aboutStage } from "./hover/stage.ts";
import { placeAt } from "./locate.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** What there is to know about the thing at an offset. */
export function hover(context: FeatureContext, offset: number): Hover | null {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  const about = found && aboutNamed(context, found.named, offset);
  if (found !== undefined && about !== undefined) return toHover(context, about, found.range);
  const key = isPipelineFile(path) ? aboutKey(context, offset) : undefined;
  return key === undefined ? null : toHover(context, key.text, key.range);
}

function toHover(context: FeatureContext, value: string, range: Range): Hover {
  return {
    contents: { kind: MarkupKind.Markdown, value },
    range: toLspRange(context, context.path, range),
  };
}

function aboutNamed(context: FeatureContext, named: Named, offset: number): string | undefined {
  switch (named.kind) {
    case "stage":
      return aboutStage(context.snapshot, named);
    case "parameter":
      return aboutParameter(context.snapshot, named);
    case "local":
      return aboutLocal(context.snapshot, named);
    case "path":
      return aboutPath(context.snapshot, named.path, { file: context.path, offset });
    case "artifact":
      return aboutArtifact(context.snapshot, named);
  }
}

/** What a key of DVC's is for. */
function aboutKey(
  { snapshot, path }: FeatureContext,
  offset: number,
): { readonly text: string; readonly range: Range } | undefined {
  const place = placeAt(snapshot.document(path)?.root, offset);
  const rule = place?.key === undefined ? undefined : ruleAt(place.path);
  return place?.key === undefined || rule === undefined
    ? undefined
    : { text: rule.description, range: place.key.range };
}
