import type { TextEdit } from "vscode-languageserver-types";
import { formatYaml, keepsValues } from "#core/pipeline/edit/format-yaml";
import type { Document } from "#core/pipeline/node";
import type { Range } from "#core/pipeline/problem";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/**
 * The edits of blanks that lay out a dvc.yaml or a YAML file of parameters, or only those in parts of it. What DVC writes
 * itself, dvc.lock and `.dvc` files, is left as it is.
 */
export function formatDocument(context: FeatureContext, within?: readonly Range[]): TextEdit[] {
  const { snapshot, path } = context;
  const document = /\.ya?ml$/.test(path) ? snapshot.document(path) : undefined;
  if (document === undefined) return [];
  const all = [...formatYaml(document), ...lineBreakAtEnd(document)];
  const isWanted = ({ start, end }: Range): boolean =>
    within === undefined || within.some((part) => part.start <= end && start <= part.end);
  const wanted = all.filter(({ range }) => isWanted(range));
  // Lines that move without their neighbours may come to belong to others.
  if (within !== undefined && !keepsValues(document, wanted)) return [];
  return wanted.map(({ range, newText }) => ({ range: toLspRange(context, path, range), newText }));
}

/** A file ends with a line break, unless it would become a part of the last text. */
function lineBreakAtEnd(document: Document): readonly { readonly range: Range; readonly newText: string }[] {
  const { text } = document;
  if (text === "" || text.endsWith("\n")) return [];
  const change = {
    range: { start: text.length, end: text.length },
    newText: text.includes("\r\n") ? "\r\n" : "\n",
  };
  return keepsValues(document, [change]) ? [change] : [];
}
