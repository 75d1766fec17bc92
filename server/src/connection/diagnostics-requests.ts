import {
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
  type DiagnosticServerCancellationData,
  type Disposable,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { ServerOptions } from "#protocol/server-options";
import { diagnose } from "../features/diagnostics.ts";
import type { FeatureContext } from "../features/lsp.ts";
import type { Platform } from "../platform.ts";
import { type Answer, inBackground } from "./answer.ts";
import { diagnosticsReport } from "./diagnostics-report.ts";
import { holdHalfTyped } from "./half-typed.ts";
import type { OpenDocuments } from "./open-documents.ts";
import { toldElsewhere } from "./told-elsewhere.ts";

/** Several changes at once are one refresh, and a word that is typed is one list; in milliseconds. */
const refreshDelay = 100;
const pushDelay = 200;

/** Rules that take long are run when nothing was asked for so long, in milliseconds. */
const searchDelay = 150;

/** How diagnostics are offered, but for those of the whole workspace. */
export const diagnosticOptions = {
  identifier: "trainyard",
  interFileDependencies: true,
  workspaceDiagnostics: false,
};

interface Diagnosing {
  readonly answer: Answer;
  readonly platform: Pick<Platform, "pause" | "fetchMissing">;
  readonly documents: OpenDocuments;
  readonly context: (uri: string) => FeatureContext;
  /** URIs of all files of the open folders that can have problems. */
  readonly everyFile: () => readonly string[];
  /** The client was asked to pull the problems of a document apart from those of the workspace. */
  readonly isApart: (uri: string) => boolean;
  readonly client: () => ClientCapabilities;
  readonly options: () => ServerOptions;
}

/** Gives diagnostics: to clients that ask for them, and by itself to those that cannot ask. */
export interface Diagnostics {
  /** What an `initialize` request is answered with; a client that can be told later is told later. */
  readonly capabilities: () => ServerCapabilities;
  readonly offer: (settings: { readonly workspaceDiagnostics: boolean }) => Promise<void>;
  /** What is wrong in a document and is left to others to tell. */
  readonly untold: (uri: string) => readonly Diagnostic[];
  /** Something that diagnostics are made of has changed, besides the text of one document. */
  readonly refresh: () => void;
  readonly dispose: () => void;
}

export function answerDiagnostics(connection: Connection, parts: Diagnosing): Diagnostics {
  const { answer, platform, documents, context, everyFile, isApart, client, options } = parts;
  const pulls = () => client().textDocument?.diagnostic !== undefined;
  const offersLater = () => client().textDocument?.diagnostic?.dynamicRegistration === true;
  const canRefresh = () => !pulls() || client().workspace?.diagnostics?.refreshSupport === true;
  const pending = new Map<string, ReturnType<typeof setTimeout>>();
  const after = (delay: number, name: string, work: () => void) => {
    clearTimeout(pending.get(name));
    pending.set(name, setTimeout(work, delay));
  };

  const push = async (uri: string) => {
    const { version } = documents.get(uri) ?? {};
    if (version === undefined) return;
    const items = await answer<Diagnostic[]>({ nothing: [], work: () => itemsOf(uri) });
    // An older list must not come after the text has changed: a newer one is on its way.
    if (documents.get(uri)?.version !== version || items instanceof ResponseError) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: items });
  };
  const isOpenApart = (uri: string) => isApart(uri) && documents.get(uri) !== undefined;
  const refreshNow = () => {
    if (!pulls()) documents.all().forEach(({ uri }) => inBackground(connection, push(uri)));
    // A client that is going away refuses; it needs no diagnostics any more.
    else if (canRefresh()) connection.languages.diagnostics.refresh().catch(() => undefined);
  };
  const halfTyped = holdHalfTyped((uri) => (pulls() ? refreshNow() : inBackground(connection, push(uri))));
  const search = async (uri: string) => {
    const { snapshot } = context(uri);
    for (const _ of snapshot.findProblems()) {
      await platform.pause();
      if (context(uri).snapshot !== snapshot) return;
    }
    // Files that come now are a change, after which the client asks again.
    if ((await platform.fetchMissing?.()) !== true) refreshNow();
  };
  const known = (uri: string): readonly Diagnostic[] => {
    const found = context(uri);
    if (!canRefresh()) return diagnose(found);
    const { problems, isWhole } = found.snapshot.quickProblems();
    const begin = () => inBackground(connection, search(uri));
    if (!isWhole) after(searchDelay, `search ${found.snapshot.root}`, begin);
    return diagnose(found, problems);
  };
  const isUntold = (uri: string) => toldElsewhere(documents.get(uri)?.languageId, options());
  const itemsOf = (uri: string): Diagnostic[] => {
    const document = documents.get(uri);
    const untold = isUntold(uri);
    const items = known(uri).filter(({ code }) => untold?.(code) !== true);
    const waits = canRefresh() && document !== undefined;
    return waits ? halfTyped.settle(document, items, documents.typedLine(uri)) : items;
  };

  documents.onChange(() => {
    // What is wrong in one document may come from another.
    if (!pulls()) after(pushDelay, "push", refreshNow);
  });
  documents.onClose(({ uri }) => {
    halfTyped.forget(uri);
    if (!pulls()) inBackground(connection, connection.sendDiagnostics({ uri, diagnostics: [] }));
    // Others may have been judged by text that was never saved.
    after(refreshDelay, "refresh", refreshNow);
  });
  connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
    answer<DocumentDiagnosticReport, DiagnosticServerCancellationData>({
      token,
      nothing: { kind: DocumentDiagnosticReportKind.Full, items: [] },
      work: () => diagnosticsReport(itemsOf(uri), previousResultId),
      cancelled: serverCancelled,
    }),
  );
  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) => {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const reports = () => everyFile().map((uri) => reportOf(uri, previous.get(uri)));
    return answer<WorkspaceDiagnosticReport, DiagnosticServerCancellationData>({
      token,
      nothing: { items: [] },
      work: () => ({ items: reports() }),
      cancelled: serverCancelled,
    });
  });
  const reportOf = (uri: string, previous: string | undefined): WorkspaceDocumentDiagnosticReport => ({
    // VS Code shows what it was told by two registrations, while the document is open, twice.
    ...diagnosticsReport(isOpenApart(uri) ? [] : diagnose(context(uri)), previous),
    uri,
    version: documents.get(uri)?.version ?? null,
  });

  let offered: { readonly workspaceDiagnostics: boolean; readonly made: Promise<Disposable> } | undefined;
  return {
    capabilities: () =>
      pulls() && !offersLater()
        ? { diagnosticProvider: { ...diagnosticOptions, workspaceDiagnostics: true } }
        : {},
    offer: async ({ workspaceDiagnostics }) => {
      // Settings come several times at the start: a second offer of the same would tell every problem twice.
      if (!offersLater() || offered?.workspaceDiagnostics === workspaceDiagnostics) return;
      const before = offered;
      const registration = { documentSelector: null, ...diagnosticOptions, workspaceDiagnostics };
      const made = connection.client.register(DocumentDiagnosticRequest.type, registration);
      offered = { workspaceDiagnostics, made };
      await made;
      (await before?.made)?.dispose();
    },
    untold: (uri) => {
      const untold = isUntold(uri);
      return untold === undefined ? [] : known(uri).filter(({ code }) => untold(code));
    },
    refresh: () => after(refreshDelay, "refresh", refreshNow),
    dispose: () => {
      halfTyped.dispose();
      pending.forEach((timer) => clearTimeout(timer));
    },
  };
}

/** The client asks again: an answer that was cancelled says nothing about the file. */
function serverCancelled(): ResponseError<DiagnosticServerCancellationData> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, "Another change came first.", {
    retriggerRequest: true,
  });
}
