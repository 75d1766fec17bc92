import {
  AnnotatedTextEdit,
  type ChangeAnnotation,
  RenameFile,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-types";
import type { TextChange } from "#core/pipeline/problem";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** What the client can do with the edits of a request. */
export interface EditSupport {
  readonly annotations: boolean;
  readonly renamesFiles: boolean;
}

/** A change with the word that a preview groups it under; what needs a look is not applied before it had one. */
export interface NotedChange extends TextChange {
  readonly note?: EditNote;
}

/** Why something changes beside what was asked for. */
export type EditNote = "record" | "mention" | "file";

const annotations: Readonly<Record<EditNote, ChangeAnnotation>> = {
  record: {
    label: "Records",
    description: "What dvc.lock remembers under the old name",
    needsConfirmation: false,
  },
  mention: { label: "Words in commands", description: "Spelt like the path", needsConfirmation: true },
  file: { label: "The file itself", description: "Renames it in the workspace", needsConfirmation: true },
};

/** Changes of several files as one edit, in the richest form that the client takes. */
export function toWorkspaceEdit(
  context: FeatureContext,
  changes: readonly NotedChange[],
  support: EditSupport,
  renamed: readonly { readonly from: string; readonly to: string }[] = [],
): WorkspaceEdit {
  const byFile = new Map<string, NotedChange[]>();
  for (const change of changes) {
    const known = byFile.get(change.file);
    if (known) known.push(change);
    else byFile.set(change.file, [change]);
  }
  const edit = ({ file, range, newText }: NotedChange): TextEdit => ({
    range: toLspRange(context, file, range),
    newText,
  });
  if (!support.annotations) {
    const plain = [...byFile].map(([file, found]) => [context.uriOf(file), found.map(edit)] as const);
    return { changes: Object.fromEntries(plain) };
  }
  const documents = [...byFile].map(([file, found]): TextDocumentEdit => ({
    textDocument: { uri: context.uriOf(file), version: null },
    edits: found.map((change) =>
      change.note === undefined
        ? edit(change)
        : AnnotatedTextEdit.replace(edit(change).range, change.newText, change.note),
    ),
  }));
  const moved = support.renamesFiles
    ? renamed.map(({ from, to }) =>
        RenameFile.create(context.uriOf(from), context.uriOf(to), { ignoreIfExists: true }, "file"),
      )
    : [];
  const used = new Set<EditNote>(changes.flatMap(({ note }) => note ?? []));
  if (moved.length > 0) used.add("file");
  return {
    documentChanges: [...documents, ...moved],
    changeAnnotations: Object.fromEntries([...used].map((note) => [note, annotations[note]])),
  };
}
