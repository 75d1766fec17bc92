import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  LSPErrorCodes,
  type Position,
  ResponseError,
  type ServerCapabilities,
} from "vscode-languageserver";
import type { EditSupport } from "./features/edits.ts";
import { renameFiles } from "./features/file-rename.ts";
import { listHighlights } from "./features/highlights.ts";
import { type FeatureContext, offsetAt } from "./features/lsp.ts";
import { findReferences } from "./features/references.ts";
import { type OrRefusal, prepareRename, renameAt } from "./features/rename.ts";
import type { Answer } from "./connection/answer.ts";

/** What the client is told at the start about what is answered here. */
export const featureCapabilities: ServerCapabilities = {
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  workspace: { fileOperations: { willRename: { filters: [{ pattern: { glob: "**/*" } }] } } },
};

interface Answering {
  readonly answer: Answer;
  readonly context: (uri: string) => FeatureContext;
  readonly client: () => ClientCapabilities;
  /** The path of a document below the root of the repository that a context is about. */
  readonly pathIn: (context: FeatureContext, uri: string) => string;
}

interface AtPosition {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** Connects what finds and changes names with the requests that ask for it. */
export function handleFeatures(connection: Connection, { answer, context, client, pathIn }: Answering): void {
  const at = <P extends AtPosition, T>(
    feature: (context: FeatureContext, offset: number, params: P) => T,
  ) => {
    return (params: P, token: CancellationToken) => {
      const work = (): T => {
        const found = context(params.textDocument.uri);
        return feature(found, offsetAt(found, params.position), params);
      };
      return answer<T | null>({ token, nothing: null, work });
    };
  };
  const edits = (): EditSupport => editSupport(client());

  connection.onReferences(
    at((found, offset, params) => findReferences(found, offset, params.context.includeDeclaration)),
  );
  connection.onDocumentHighlight(at(listHighlights));
  connection.onPrepareRename(async (...request) =>
    orError(await at((found, offset) => prepareRename(found, offset))(...request)),
  );
  connection.onRenameRequest(async (params, token) =>
    orError(await at((found, offset) => renameAt(found, offset, params.newName, edits()))(params, token)),
  );
  connection.workspace.onWillRenameFiles(({ files }, token) => {
    const work = () => {
      const [first] = files;
      if (first === undefined) return null;
      const found = context(first.oldUri);
      const move = (uris: { readonly oldUri: string; readonly newUri: string }) => ({
        from: pathIn(found, uris.oldUri),
        to: pathIn(found, uris.newUri),
      });
      return renameFiles(found, files.map(move), edits());
    };
    return answer({ token, nothing: null, work });
  });
}

/** A refusal reaches the user as the text of an error, which is how the protocol has it. */
function orError<T>(result: OrRefusal<T> | ResponseError<unknown> | null): T | ResponseError<unknown> | null {
  if (result === null || result instanceof ResponseError) return result;
  return "refused" in result ? new ResponseError(LSPErrorCodes.RequestFailed, result.refused) : result.answer;
}

function editSupport({ workspace }: ClientCapabilities): EditSupport {
  const edit = workspace?.workspaceEdit;
  return {
    annotations: edit?.changeAnnotationSupport !== undefined && edit.documentChanges === true,
    renamesFiles: edit?.resourceOperations?.includes("rename") === true,
  };
}
