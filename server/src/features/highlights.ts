import { type DocumentHighlight, DocumentHighlightKind } from "vscode-languageserver-types";
import { occurrenceAt, occurrencesOfIn } from "#core/pipeline/occurrences/find-occurrences";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The places in the same file that name what is at an offset. What makes it is shown as written, the rest as read. */
export function listHighlights(context: FeatureContext, offset: number): DocumentHighlight[] {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  if (found === undefined) return [];
  return occurrencesOfIn(snapshot, path, found.named).map(({ range, role }) => ({
    range: toLspRange(context, path, range),
    kind: role === "definition" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
