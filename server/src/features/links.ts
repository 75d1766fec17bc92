import type { DocumentLink } from "vscode-languageserver-types";
import { occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import { folderOf, isOutside } from "#core/pipeline/repository-path";
import type { Snapshot } from "../workspace/snapshot.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The paths in a file that lead to files: those of folders cannot be opened. */
export function listLinks(context: FeatureContext): DocumentLink[] {
  const { snapshot, path } = context;
  const known = new Map<string, boolean>();
  const isFile = (file: string): boolean => {
    const answer = known.get(file) ?? isFileIn(snapshot, file);
    known.set(file, answer);
    return answer;
  };
  return occurrencesIn(snapshot, path, { kinds: new Set(["path"]) }).flatMap(({ named, exact, range }) => {
    if (named.kind !== "path" || !exact || isOutside(named.path) || !isFile(named.path)) return [];
    return [{ range: toLspRange(context, path, range), target: context.uriOf(named.path) }];
  });
}

function isFileIn(snapshot: Snapshot, path: string): boolean {
  if (!snapshot.exists(path)) return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return !snapshot.list(folderOf(path)).includes(`${name}/`);
}
