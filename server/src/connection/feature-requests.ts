import type { CancellationToken, Connection, Position, ServerCapabilities } from "vscode-languageserver";
import { quickFixes } from "../features/code-actions.ts";
import { complete } from "../features/completion.ts";
import { findDefinition } from "../features/definition.ts";
import { hover } from "../features/hover.ts";
import { type FeatureContext, offsetAt } from "../features/lsp.ts";
import { listSymbols } from "../features/symbols.ts";
import type { Answer } from "./answer.ts";

/** What the client is told at the start about the features that are answered here. */
export const documentCapabilities: ServerCapabilities = {
  completionProvider: { triggerCharacters: [".", "{", "$", "-", " ", "/"] },
  hoverProvider: true,
  definitionProvider: true,
  codeActionProvider: { codeActionKinds: ["quickfix"] },
  documentSymbolProvider: true,
};

/** What answers are made of. */
interface Answering {
  readonly answer: Answer;
  /** A document in the snapshot that is in force. */
  readonly context: (uri: string) => FeatureContext;
}

interface InDocument {
  readonly textDocument: { readonly uri: string };
}

type AtPosition = InDocument & { readonly position: Position };

/** Connects the features that tell about one document with the requests for them. */
export function answerDocuments(connection: Connection, { answer, context }: Answering): void {
  const of = <P extends InDocument, T>(feature: (context: FeatureContext, params: P) => T) => {
    return (params: P, token: CancellationToken) =>
      answer<T | null>({
        token,
        nothing: null,
        work: () => feature(context(params.textDocument.uri), params),
      });
  };
  const at = <P extends AtPosition, T>(feature: (context: FeatureContext, offset: number) => T) =>
    of((found, { position }: P) => feature(found, offsetAt(found, position)));

  connection.onCompletion(at(complete));
  connection.onHover(at(hover));
  connection.onDefinition(at(findDefinition));
  connection.onCodeAction(of((found, params) => quickFixes(found, params.context.diagnostics)));
  connection.onDocumentSymbol(of(listSymbols));
}
