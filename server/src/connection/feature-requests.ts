import type {
  ClientCapabilities,
  CodeActionParams,
  Connection,
  ServerCapabilities,
} from "vscode-languageserver";
import { quickFixes } from "../features/code-actions.ts";
import { complete, type CompletionSupport } from "../features/completion.ts";
import { findDefinition } from "../features/definition.ts";
import { hover } from "../features/hover.ts";
import { listSymbols } from "../features/symbols.ts";
import { type Answering, inDocument } from "./in-document.ts";

/** What the client is told at the start about the features that are answered here. */
export const documentCapabilities: ServerCapabilities = {
  completionProvider: { triggerCharacters: [".", "{", "$", "-", " ", "/"] },
  hoverProvider: true,
  definitionProvider: true,
  codeActionProvider: { codeActionKinds: ["quickfix"] },
  documentSymbolProvider: true,
};

/** Connects the features that tell about one document with the requests for them. */
export function answerDocuments(
  connection: Connection,
  parts: Answering & { readonly client: () => ClientCapabilities },
): void {
  const { of, at } = inDocument(parts);
  connection.onCompletion(at((found, offset) => complete(found, offset, completionSupport(parts.client()))));
  connection.onHover(at(hover));
  connection.onDefinition(at(findDefinition));
  connection.onCodeAction(
    of((found, params: CodeActionParams) => quickFixes(found, params.context.diagnostics)),
  );
  connection.onDocumentSymbol(of(listSymbols));
}

function completionSupport({ textDocument }: ClientCapabilities): CompletionSupport {
  return { snippets: textDocument?.completion?.completionItem?.snippetSupport === true };
}
