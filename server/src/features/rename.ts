import type { Range, WorkspaceEdit } from "vscode-languageserver-types";
import { occurrenceAt } from "#core/pipeline/occurrences/find-occurrences";
import type { Role } from "#core/pipeline/occurrences/occurrence";
import { refusalOf, rename } from "#core/pipeline/occurrences/rename";
import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { type EditNote, type EditSupport, toWorkspaceEdit } from "./edits.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** An answer, or the sentence that tells the user why there is none. */
export type OrRefusal<T> = { readonly answer: T } | { readonly refused: string };

/** Where a rename starts: the text that the client offers to change. */
interface RenameStart {
  readonly range: Range;
  readonly placeholder: string;
}

/** The name at an offset that can be changed, as it is written. */
export function prepareRename(context: FeatureContext, offset: number): OrRefusal<RenameStart> {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  if (found === undefined) return { refused: "There is no name here that could be changed." };
  const refused = refusalOf(found);
  if (refused !== undefined) return { refused };
  const placeholder = (snapshot.read(path) ?? "").slice(found.range.start, found.range.end);
  return { answer: { range: toLspRange(context, path, found.range), placeholder } };
}

/** The edit that gives the thing at an offset another name, in every file that names it. */
export function renameAt(
  context: FeatureContext,
  offset: number,
  newName: string,
  support: EditSupport,
): OrRefusal<WorkspaceEdit> {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  if (found === undefined) return { refused: "There is no name here that could be changed." };
  const renaming = rename(snapshot, found, newName);
  if (renaming.kind === "refused") return { refused: renaming.why };
  const { changes, moved } = renaming;
  const noted = changes.map((change) => ({ ...change, ...noteOf(change.role) }));
  const isFile = moved !== undefined && snapshot.exists(moved.from) && !isPipelineFile(moved.from);
  return { answer: toWorkspaceEdit(context, noted, support, isFile ? [moved] : []) };
}

function noteOf(role: Role): { readonly note?: EditNote } {
  return role === "record" || role === "mention" ? { note: role } : {};
}
