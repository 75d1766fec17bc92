import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Connection,
  type ServerCapabilities,
} from "vscode-languageserver";
import { quickFixes } from "../features/code-actions.ts";
import { complete, type CompletionSupport } from "../features/completion.ts";
import { findDefinition } from "../features/definition.ts";
import { fixAll, fixAllKind, listRefactorings } from "../features/refactorings.ts";
import { hover } from "../features/hover.ts";
import { type FeatureContext, toOffsets } from "../features/lsp.ts";
import { listSymbols } from "../features/symbols.ts";
import { type Answering, inDocument } from "./in-document.ts";

/** What the client is told at the start about the features that are answered here. */
export const documentCapabilities = {
  completionProvider: { triggerCharacters: [".", "{", "[", "$", "-", " ", "/"] },
  hoverProvider: true,
  definitionProvider: true,
  codeActionProvider: {
    codeActionKinds: ["quickfix", "refactor.extract", "refactor.inline", "refactor.rewrite", fixAllKind],
  },
  documentSymbolProvider: true,
} satisfies ServerCapabilities;

/** Connects the features that tell about one document with the requests for them. */
export function answerDocuments(
  connection: Connection,
  parts: Answering & { readonly client: () => ClientCapabilities },
): void {
  const { of, at } = inDocument(parts);
  connection.onCompletion(
    at((found, offset) => ({
      // What is offered depends on what is typed: an editor asks again for each letter.
      isIncomplete: true,
      items: complete(found, offset, completionSupport(parts.client())),
    })),
  );
  connection.onHover(at(hover));
  connection.onDefinition(at(findDefinition));
  connection.onCodeAction(of((found, params: CodeActionParams) => listActions(found, params)));
  connection.onDocumentSymbol(of(listSymbols));
}

/** The actions of the kinds that are asked for. Those on the whole file are made only when they are asked for by name. */
function listActions(found: FeatureContext, { range, context }: CodeActionParams): CodeAction[] {
  const asks = (kind: string): boolean =>
    context.only?.some(
      (wanted) => kind === wanted || kind.startsWith(`${wanted}.`) || wanted.startsWith(`${kind}.`),
    ) ?? !kind.startsWith("source");
  const { diagnostics } = context;
  const rewritten =
    asks("refactor") || asks("quickfix") ? listRefactorings(found, toOffsets(found, range), diagnostics) : [];
  const isFix = ({ kind }: CodeAction): boolean => kind === CodeActionKind.QuickFix;
  return [
    // What mends a problem stands before what silences it.
    ...(asks("quickfix") ? [...rewritten.filter(isFix), ...quickFixes(found, diagnostics)] : []),
    ...(asks("refactor") ? rewritten.filter((action) => !isFix(action)) : []),
    ...(asks(fixAllKind) ? fixAll(found) : []),
  ];
}

function completionSupport({ textDocument }: ClientCapabilities): CompletionSupport {
  return { snippets: textDocument?.completion?.completionItem?.snippetSupport === true };
}
