import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
  type Range,
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

interface Documents extends Answering {
  readonly client: () => ClientCapabilities;
  /** What is wrong in a document and is left to others to tell. */
  readonly untold: (uri: string) => readonly Diagnostic[];
}

/** Connects the features that tell about one document with the requests for them. */
export function answerDocuments(connection: Connection, parts: Documents): void {
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
  connection.onCodeAction(of((found, params: CodeActionParams) => listActions(found, params, parts.untold)));
  connection.onDocumentSymbol(of(listSymbols));
}

/** The actions of the kinds that are asked for. Those on the whole file are made only when they are asked for by name. */
function listActions(
  found: FeatureContext,
  { textDocument, range, context }: CodeActionParams,
  untold: Documents["untold"],
): CodeAction[] {
  const asks = (kind: string): boolean =>
    context.only?.some(
      (wanted) => kind === wanted || kind.startsWith(`${wanted}.`) || wanted.startsWith(`${kind}.`),
    ) ?? !kind.startsWith("source");
  const { diagnostics } = context;
  const rewritten =
    asks("refactor") || asks("quickfix") ? listRefactorings(found, toOffsets(found, range), diagnostics) : [];
  const isFix = ({ kind }: CodeAction): boolean => kind === CodeActionKind.QuickFix;
  const fixes = (): CodeAction[] => {
    const here = untold(textDocument.uri).filter((problem) => shareLine(problem.range, range));
    return [...rewritten.filter(isFix), ...quickFixes(found, diagnostics, here)];
  };
  return [
    // What mends a problem stands before what silences it.
    ...(asks("quickfix") ? fixes() : []),
    ...(asks("refactor") ? rewritten.filter((action) => !isFix(action)) : []),
    ...(asks(fixAllKind) ? fixAll(found) : []),
  ];
}

/** Others underline another part of the line for the same mistake. */
function shareLine(one: Range, other: Range): boolean {
  return one.start.line <= other.end.line && other.start.line <= one.end.line;
}

function completionSupport({ textDocument }: ClientCapabilities): CompletionSupport {
  return { snippets: textDocument?.completion?.completionItem?.snippetSupport === true };
}
