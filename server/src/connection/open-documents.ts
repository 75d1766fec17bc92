import { type Connection, TextDocuments, type Range } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { pathOfUri } from "../workspace/file-uri.ts";

/** The line that somebody is typing in. */
export interface TypedLine {
  readonly line: number;
  /** Nothing stands on it yet: it has just been opened, by Enter or by what a completion wrote. */
  readonly isFresh: boolean;
  /** When the last character came, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** The documents that the client has opened. */
export interface OpenDocuments {
  readonly all: () => readonly TextDocument[];
  readonly get: (uri: string) => TextDocument | undefined;
  /** The client's own spelling of the URI of a file that it has opened; it may differ from ours for some characters. */
  readonly uriOfPath: (path: string) => string | undefined;
  /** Undefined after a change of several lines, which nobody types. */
  readonly typedLine: (uri: string) => TypedLine | undefined;
  readonly onChange: (listener: (document: TextDocument) => void) => void;
  readonly onClose: (listener: (document: TextDocument) => void) => void;
  readonly listen: (connection: Connection) => void;
}

export function openDocuments(): OpenDocuments {
  const typed = new Map<string, TypedLine>();
  const uris = new Map<string, string>();
  const documents = new TextDocuments({
    create: TextDocument.create,
    update: (document: TextDocument, changes, version) => {
      const last = changes.at(-1);
      const place = last !== undefined && "range" in last ? placeOf(last.range, last.text) : undefined;
      if (place === undefined) typed.delete(document.uri);
      else typed.set(document.uri, { ...place, at: performance.now() });
      return TextDocument.update(document, changes, version);
    },
  });
  documents.onDidOpen(({ document }) => uris.set(pathOfUri(document.uri), document.uri));
  documents.onDidClose(({ document }) => {
    typed.delete(document.uri);
    uris.delete(pathOfUri(document.uri));
  });
  return {
    all: () => documents.all(),
    get: (uri) => documents.get(uri),
    uriOfPath: (path) => uris.get(path),
    typedLine: (uri) => typed.get(uri),
    onChange: (listener) => void documents.onDidChangeContent(({ document }) => listener(document)),
    onClose: (listener) => void documents.onDidClose(({ document }) => listener(document)),
    listen: (connection) => void documents.listen(connection),
  };
}

function placeOf({ start, end }: Range, text: string): Pick<TypedLine, "line" | "isFresh"> | undefined {
  if (start.line !== end.line) return undefined;
  const lines = text.split(/\r?\n/);
  if (lines.length === 1) return { line: start.line, isFresh: false };
  const isFresh = /^[ \t]*(?:- )?$/.test(lines.at(-1) ?? "");
  return isFresh ? { line: start.line + lines.length - 1, isFresh } : undefined;
}
