import {
  type ClientCapabilities,
  type Connection,
  LSPErrorCodes,
  type RenameParams,
  ResponseError,
  type ServerCapabilities,
} from "vscode-languageserver";
import type { EditSupport } from "../features/edits.ts";
import { renameFiles } from "../features/file-rename.ts";
import { listHighlights } from "../features/highlights.ts";
import type { FeatureContext } from "../features/lsp.ts";
import { findReferences } from "../features/references.ts";
import { type OrRefusal, prepareRename, renameAt } from "../features/rename.ts";
import { type Answering, inDocument } from "./in-document.ts";

/** What the client is told at the start about what is answered here. */
export const nameCapabilities = {
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  workspace: { fileOperations: { willRename: { filters: [{ pattern: { glob: "**/*" } }] } } },
} satisfies ServerCapabilities;

interface Naming extends Answering {
  readonly client: () => ClientCapabilities;
  /** The path of a document below the root of the repository that a context is about. */
  readonly pathIn: (context: FeatureContext, uri: string) => string;
}

/** Connects what finds and changes names with the requests that ask for it. */
export function answerNames(connection: Connection, parts: Naming): void {
  const { answer, context, client, pathIn } = parts;
  const { at } = inDocument(parts);
  const edits = (): EditSupport => editSupport(client());

  connection.onReferences(
    at((found, offset, params) => findReferences(found, offset, params.context.includeDeclaration)),
  );
  connection.onDocumentHighlight(at(listHighlights));
  const prepare = at(prepareRename);
  connection.onPrepareRename(async (params, token) => orError(await prepare(params, token)));
  const rename = at((found, offset, params: RenameParams) =>
    renameAt(found, offset, params.newName, edits()),
  );
  connection.onRenameRequest(async (params, token) => orError(await rename(params, token)));
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
function orError<T>(result: OrRefusal<T> | ResponseError<void> | null): T | ResponseError<void> | null {
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
