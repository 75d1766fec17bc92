import type { CancellationToken, Position, ResponseError } from "vscode-languageserver";
import { type FeatureContext, offsetAt } from "../features/lsp.ts";
import { schemeOf } from "../workspace/file-uri.ts";
import type { Answer } from "./answer.ts";

/** What answers are made of. */
export interface Answering {
  readonly answer: Answer;
  /** A document in the snapshot that is in force. */
  readonly context: (uri: string) => FeatureContext;
}

export interface InDocument {
  readonly textDocument: { readonly uri: string };
}

export type AtPosition = InDocument & { readonly position: Position };

type Handler<P, T> = (params: P, token: CancellationToken) => Promise<T | null | ResponseError<void>>;

/** An older version of a file and the view of a resolved one have its path in another scheme, and another text. */
function isFile({ path, uriOf }: FeatureContext, uri: string): boolean {
  return schemeOf(uri) === schemeOf(uriOf(path));
}

/** Makes handlers of requests about one document, or one place in it, of functions over it. */
export function inDocument({ answer, context }: Answering) {
  const of = <P extends InDocument, T>(feature: (context: FeatureContext, params: P) => T): Handler<P, T> => {
    return (params, token) =>
      answer<T | null>({
        token,
        nothing: null,
        work: () => {
          const { uri } = params.textDocument;
          const found = context(uri);
          return isFile(found, uri) ? feature(found, params) : null;
        },
      });
  };
  const at = <P extends AtPosition, T>(
    feature: (context: FeatureContext, offset: number, params: P) => T,
  ): Handler<P, T> => of((found, params: P) => feature(found, offsetAt(found, params.position), params));
  return { of, at };
}
