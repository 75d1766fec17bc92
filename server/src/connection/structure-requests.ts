import {
  type CallHierarchyItem,
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type Connection,
  type InlayHintParams,
  type ServerCapabilities,
} from "vscode-languageserver";
import { resolvedName, schemes } from "#protocol/names";
import { listIncoming, listOutgoing, prepareCallHierarchy } from "../features/call-hierarchy.ts";
import { listCodeLenses } from "../features/code-lenses.ts";
import { listInlayHints } from "../features/inlay-hints.ts";
import { type FeatureContext, toOffsets } from "../features/lsp.ts";
import { resolvedDocument } from "../features/resolved-document.ts";
import { findSymbols } from "../features/workspace-symbols.ts";
import { type Answering, inDocument } from "./in-document.ts";

/** What the client is told at the start about what is answered here. */
export const structureCapabilities: ServerCapabilities = {
  workspaceSymbolProvider: true,
  callHierarchyProvider: true,
  codeLensProvider: { resolveProvider: false },
  inlayHintProvider: true,
};

interface Structure extends Answering {
  /** A context for each repository of the open folders. */
  readonly repositories: () => readonly FeatureContext[];
  readonly client: () => ClientCapabilities;
}

/** The documents that the server writes itself. */
export const writtenDocuments = { textDocumentContent: { schemes: [schemes.resolved] } };

/** Several changes at once, or a word that is typed, are one refresh; in milliseconds. */
const refreshDelay = 300;

/** What is shown in one file depends on others. */
interface Refreshing {
  /** Asks the client to ask again, soon. */
  readonly refresh: () => void;
  readonly dispose: () => void;
}

/** Connects what shows how a pipeline hangs together with the requests for it. */
export function answerStructure(connection: Connection, parts: Structure): Refreshing {
  const { answer, context, repositories } = parts;
  const { of, at } = inDocument(parts);

  connection.onWorkspaceSymbol(({ query }, token) =>
    answer({
      token,
      nothing: null,
      work: () => repositories().flatMap((repository) => findSymbols(repository, query)),
    }),
  );
  connection.languages.callHierarchy.onPrepare(at(prepareCallHierarchy));
  const ofItem = <T>(feature: (context: FeatureContext, item: CallHierarchyItem) => T) => {
    return ({ item }: { readonly item: CallHierarchyItem }, token: Parameters<ReturnType<typeof of>>[1]) =>
      answer<T | null>({ token, nothing: null, work: () => feature(context(item.uri), item) });
  };
  connection.languages.callHierarchy.onIncomingCalls(ofItem(listIncoming));
  connection.languages.callHierarchy.onOutgoingCalls(ofItem(listOutgoing));
  connection.onCodeLens(of(listCodeLenses));
  connection.languages.inlayHint.on(
    of((found, { range }: InlayHintParams) => listInlayHints(found, toOffsets(found, range))),
  );

  /** What the client has and was not told to ask for again: it asks only while it shows the document. */
  const resolved = new Set<string>();
  connection.workspace.textDocumentContent.on(({ uri }, token) => {
    resolved.add(uri);
    return answer({ token, nothing: null, work: () => contentOf(resolvedDocument(context(sourceOf(uri)))) });
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  const refreshNow = (): void => {
    const { workspace } = parts.client();
    // A client that is going away refuses; it shows nothing any more.
    const ignore = (): undefined => undefined;
    if (workspace?.codeLens?.refreshSupport === true)
      connection.sendRequest(CodeLensRefreshRequest.type).catch(ignore);
    if (workspace?.inlayHint?.refreshSupport === true) connection.languages.inlayHint.refresh().catch(ignore);
    for (const uri of resolved) connection.workspace.textDocumentContent.refresh(uri).catch(ignore);
    resolved.clear();
  };
  return {
    refresh: () => {
      clearTimeout(timer);
      timer = setTimeout(refreshNow, refreshDelay);
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The URI of the dvc.yaml that a resolved document is made of. */
function sourceOf(resolved: string): string {
  return resolved.endsWith(`/${resolvedName}`)
    ? `${resolved.slice(0, -resolvedName.length)}dvc.yaml`
    : resolved;
}

function contentOf(text: string | null): { text: string } | null {
  return text === null ? null : { text };
}
