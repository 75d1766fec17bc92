import { type DocumentHighlight, DocumentHighlightKind } from "vscode-languageserver-types";
import { occurrenceAt, occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import { identityOf } from "#core/pipeline/occurrences/occurrence";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The places in the same file that name what is at an offset. What makes it is shown as written, the rest as read. */
export function listHighlights(context: FeatureContext, offset: number): DocumentHighlight[] {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  if (found === undefined) return [];
  const identity = identityOf(found.named);
  return occurrencesIn(snapshot, path)
    .filter(({ named }) => identityOf(named) === identity)
    .map(({ range, role }) => ({
      range: toLspRange(context, path, range),
      kind: role === "definition" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
