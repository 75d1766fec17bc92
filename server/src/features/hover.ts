import { type Hover, MarkupKind } from "vscode-languageserver-types";
import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { occurrenceAt, occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import type { Named } from "#core/pipeline/occurrences/occurrence";
import type { Range } from "#core/pipeline/problem";
import { ruleAt } from "#core/pipeline/schema";
import { aboutArtifact } from "./hover/artifact.ts";
import { aboutLocal } from "./hover/local.ts";
import { aboutParameter } from "./hover/parameter.ts";
import { aboutPath } from "./hover/path.ts";
import { aboutStage } from "./hover/stage.ts";
import { placeAt, type TreePlace } from "./locate.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** What there is to know about the thing at an offset. */
export function hover(context: FeatureContext, offset: number): Hover | null {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  const about = found && aboutNamed(context, found.named, offset);
  if (found !== undefined && about !== undefined) return toHover(context, about, found.range);
  const place = placeAt(snapshot.document(path)?.root, offset);
  if (place === undefined) return null;
  const text = place.key === undefined ? aboutValue(context, place) : aboutKey(context, place);
  return text === undefined ? null : toHover(context, text, place.key?.range ?? place.node.range);
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

/** Of the value of a parameter the same as of its name, of which dvc.lock has several parts in one key. */
function aboutValue(context: FeatureContext, { under }: TreePlace): string | undefined {
  if (under === undefined) return undefined;
  const { snapshot, path } = context;
  const named = occurrencesIn(snapshot, path, { within: under.range }).at(-1)?.named;
  const isParameter = named?.kind === "parameter" || named?.kind === "local";
  return isParameter ? aboutNamed(context, named, under.range.end) : undefined;
}

/** What a key of DVC's is for. */
function aboutKey({ path }: FeatureContext, place: TreePlace): string | undefined {
  return isPipelineFile(path) ? ruleAt(place.path)?.description : undefined;
}
