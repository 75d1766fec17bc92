import type {
  Connection,
  DocumentRangeFormattingParams,
  DocumentRangesFormattingParams,
  SelectionRangeParams,
  SemanticTokensRangeParams,
  ServerCapabilities,
} from "vscode-languageserver";
import { listFoldingRanges } from "../features/folding.ts";
import { formatDocument } from "../features/formatting.ts";
import { listLinks } from "../features/links.ts";
import { offsetAt, toOffsets } from "../features/lsp.ts";
import { selectionAt } from "../features/selection-ranges.ts";
import { listSemanticTokens, tokenLegend } from "../features/semantic-tokens.ts";
import { type Answering, inDocument } from "./in-document.ts";

/** What the client is told at the start about what is answered here. */
export const presentationCapabilities = {
  semanticTokensProvider: {
    // In other files, such as params.py, an answer of ours would stand in the way of the language's own.
    documentSelector: [{ pattern: "**/dvc.yaml" }, { pattern: "**/dvc.lock" }],
    legend: tokenLegend,
    full: true,
    range: true,
  },
  documentLinkProvider: { resolveProvider: false },
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: { rangesSupport: true },
} satisfies ServerCapabilities;

/** Connects what shows and lays out the text of a document with the requests for it. */
export function answerPresentation(connection: Connection, parts: Answering): void {
  const { of } = inDocument(parts);
  const { semanticTokens } = connection.languages;
  semanticTokens.on(orEmpty(of((found) => listSemanticTokens(found))));
  semanticTokens.onRange(
    orEmpty(
      of((found, { range }: SemanticTokensRangeParams) => listSemanticTokens(found, toOffsets(found, range))),
    ),
  );
  connection.onDocumentLinks(of(listLinks));
  connection.onFoldingRanges(of(listFoldingRanges));
  connection.onSelectionRanges(
    of((found, { positions }: SelectionRangeParams) =>
      positions.map((position) => selectionAt(found, offsetAt(found, position))),
    ),
  );
  connection.onDocumentFormatting(of((found) => formatDocument(found)));
  connection.onDocumentRangeFormatting(
    of((found, { range }: DocumentRangeFormattingParams) => formatDocument(found, [toOffsets(found, range)])),
  );
  connection.onDocumentRangesFormatting(
    of((found, { ranges }: DocumentRangesFormattingParams) =>
      formatDocument(
        found,
        ranges.map((range) => toOffsets(found, range)),
      ),
    ),
  );
}

/** This request has no null among its answers. */
function orEmpty<A extends unknown[], T, E>(
  handler: (...request: A) => Promise<T | { data: number[] } | E | null>,
) {
  return async (...request: A): Promise<T | { data: number[] } | E> =>
    (await handler(...request)) ?? { data: [] };
}
