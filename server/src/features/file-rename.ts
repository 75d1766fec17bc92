import type { WorkspaceEdit } from "vscode-languageserver-types";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import { occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import { changesForMoves, type PathMove } from "#core/pipeline/occurrences/rename";
import { isOutside } from "#core/pipeline/repository-path";
import { type EditSupport, toWorkspaceEdit } from "./edits.ts";
import type { FeatureContext } from "./lsp.ts";

/**
 * What changes in dvc.yaml and dvc.lock before files or folders are renamed: paths to them, in commands too. Null where
 * nothing names them. Of files outside of the repository nothing is said.
 */
export function renameFiles(
  context: FeatureContext,
  moves: readonly PathMove[],
  support: EditSupport,
): WorkspaceEdit | null {
  const inside = moves.filter(({ from, to }) => !isOutside(from) && !isOutside(to));
  if (inside.length === 0) return null;
  const { snapshot } = context;
  const files = snapshot.pipeline.files.flatMap(({ path }) => [path, lockPathOf(path)]);
  const places = files.flatMap((file) => occurrencesIn(snapshot, file, { kinds: new Set(["path"]) }));
  const changes = changesForMoves(places, inside);
  if (changes.length === 0) return null;
  // The rename itself was asked for: only records are worth a word of their own.
  const noted = changes.map((change) => ({
    ...change,
    ...(change.role === "record" && { note: "record" as const }),
  }));
  return toWorkspaceEdit(context, noted, support);
}
