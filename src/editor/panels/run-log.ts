import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";

import type { Run } from "#core/project";
import { schemes } from "#protocol/names";

import { errorText } from "../error-text.ts";
import type { ProjectStore } from "../project-store.ts";
import type { Projects } from "../projects.ts";
import { runName } from "../run-name.ts";
import { createLogText } from "./log-text.ts";

/** Logs of runs as read-only documents that grow while the run does, and stay when it has ended. */
export interface RunLogs extends vscode.Disposable {
  open(run: Run): Promise<void>;
}

/** How long the end of a log waits before it is looked at again. */
const pollMilliseconds = 300;

interface OpenLog {
  bytes: Uint8Array;
  modified: number;
  readonly ended: AbortController;
}

/**
 * Serves `trainyard-log:/<run id>/<name>.log`. It is a file system and not a content provider, so that VS Code
 * restores an open log after a reload.
 */
export function createRunLogs(projects: Projects, log: vscode.LogOutputChannel): RunLogs {
  const logs = new Map<string, { loading: Promise<OpenLog>; ended: AbortController }>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  const start = async (uri: vscode.Uri, ended: AbortController): Promise<OpenLog> => {
    const { store, run } = await findRun(projects, uri);
    const opened: OpenLog = { bytes: new Uint8Array(), modified: Date.now(), ended };
    // Resolved with the first text, so that nobody sees an empty file before it.
    await new Promise<void>((resolve) => {
      const onText = (): void => {
        resolve();
        changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      };
      follow(store, run.id, opened, onText)
        .catch((error: unknown) => {
          if (!ended.signal.aborted) log.error(errorText(error));
        })
        .finally(resolve);
    });
    return opened;
  };
  const load = (uri: vscode.Uri): Promise<OpenLog> => {
    const known = logs.get(uri.path);
    if (known) return known.loading;
    const ended = new AbortController();
    const loading = start(uri, ended);
    logs.set(uri.path, { loading, ended });
    loading.catch(() => logs.delete(uri.path));
    return loading;
  };
  const close = (path: string): void => {
    logs.get(path)?.ended.abort();
    logs.delete(path);
  };

  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider(schemes.runLog, readOnly(load, changed.event), {
      isReadonly: true,
      isCaseSensitive: true,
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (document.uri.scheme === schemes.runLog) close(document.uri.path);
    }),
    keepEndInSight(),
  );
  return {
    open: async (run) => {
      const name = runName(run).replace(/[/\\:]/g, "-");
      const uri = vscode.Uri.from({ scheme: schemes.runLog, path: `/${run.id}/${name}.log` });
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      revealEnd(editor);
    },
    dispose: () => {
      subscriptions.dispose();
      for (const path of logs.keys()) close(path);
    },
  };
}

async function findRun(projects: Projects, uri: vscode.Uri): Promise<{ store: ProjectStore; run: Run }> {
  await projects.ready();
  const id = uri.path.split("/")[1];
  for (const store of projects.stores()) {
    const run = (await store.project.runs()).find((candidate) => candidate.id === id);
    if (run) return { store, run };
  }
  throw vscode.FileSystemError.FileNotFound(uri);
}

/** Reads what is there, and what comes until the run has ended; `onText` after each piece. */
async function follow(store: ProjectStore, id: string, opened: OpenLog, onText: () => void): Promise<void> {
  const text = createLogText();
  const { signal } = opened.ended;
  let ended = false;
  const end = store.project
    .followRun(id, () => undefined, signal)
    .then(() => {
      ended = true;
    });
  let offset = 0;
  for (;;) {
    // Asked before the text is read, so that nothing is missed that was written before the run ended.
    const last = ended;
    const piece = await store.project.readLog(id, offset);
    if (signal.aborted) return;
    if (piece.text !== "" || offset === 0) {
      text.append(piece.text);
      opened.bytes = new TextEncoder().encode(text.text());
      opened.modified = Math.max(Date.now(), opened.modified + 1);
      onText();
    }
    const more = piece.next !== offset;
    offset = piece.next;
    if (last && !more) return;
    if (!more) await Promise.race([sleep(pollMilliseconds, undefined, { signal }), end]);
  }
}

/** A file system in which only opened logs exist and nothing can be changed. */
function readOnly(
  load: (uri: vscode.Uri) => Promise<OpenLog>,
  onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>,
): vscode.FileSystemProvider {
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async (uri) => {
      const { bytes, modified } = await load(uri);
      return { type: vscode.FileType.File, ctime: 0, mtime: modified, size: bytes.length };
    },
    readFile: async (uri) => (await load(uri)).bytes,
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}

/** Scrolls along with a growing log for as long as a person has its end in sight. */
function keepEndInSight(): vscode.Disposable {
  const atEnd = new WeakSet<vscode.TextEditor>();
  const note = (editor: vscode.TextEditor): void => {
    const last = editor.visibleRanges.at(-1)?.end.line ?? 0;
    if (last >= editor.document.lineCount - 2) atEnd.add(editor);
    else atEnd.delete(editor);
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
      if (textEditor.document.uri.scheme === schemes.runLog) note(textEditor);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme !== schemes.runLog) return;
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document === document && atEnd.has(editor)) revealEnd(editor);
      }
    }),
  );
}

function revealEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.revealRange(new vscode.Range(end, end));
}
