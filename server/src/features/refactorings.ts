import { type CodeAction, CodeActionKind, type Diagnostic } from "vscode-languageserver-types";
import { applyFixes } from "#core/pipeline/edit/apply-fixes";
import { smallestChange } from "#core/pipeline/edit/smallest-change";
import type { Range } from "#core/pipeline/problem";
import { refactoringsAt } from "#core/pipeline/refactor/refactor";
import type { Refactoring } from "#core/pipeline/refactor/refactoring";
import { editOf } from "./code-actions.ts";
import { toldProblems } from "./diagnostics.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";

const kinds: Readonly<Record<Refactoring["kind"], string>> = {
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
  rewrite: CodeActionKind.RefactorRewrite,
};

/** The kind of the action that applies every fix which is surely right. */
export const fixAllKind = "source.fixAll.trainyard";

/** What can be written in another way at a selection in a dvc.yaml; what mends one of the diagnostics there is its fix. */
export function listRefactorings(
  context: FeatureContext,
  selection: Range,
  diagnostics: readonly Diagnostic[] = [],
): CodeAction[] {
  const { snapshot, path } = context;
  const file = snapshot.file(path);
  if (file === undefined) return [];
  return refactoringsAt({ file, read: snapshot.read, selection }, snapshot).map((refactoring) => {
    const { title, kind, mends } = refactoring;
    const mended = diagnostics.filter(({ code }) => code !== undefined && code === mends);
    return {
      title,
      ...(mended.length > 0 ? { kind: CodeActionKind.QuickFix, diagnostics: mended } : { kind: kinds[kind] }),
      edit: editOf(context, refactoring),
    };
  });
}

/** One action for all fixes of the file that are surely right; none where there are none. */
export function fixAll(context: FeatureContext): CodeAction[] {
  const { snapshot, path } = context;
  const own = toldProblems(context).map((problem) => ({
    ...problem,
    fixes: (problem.fixes ?? []).filter(({ changes }) => changes.every(({ file }) => file === path)),
  }));
  const { texts, count } = applyFixes(own, snapshot.read);
  const [before, after] = [snapshot.read(path), texts.get(path)];
  if (before === undefined || after === undefined || before === after) return [];
  const { range, newText } = smallestChange(path, before, after);
  return [
    {
      title: count === 1 ? "Apply 1 safe fix" : `Apply ${count} safe fixes`,
      kind: fixAllKind,
      edit: { changes: { [context.uriOf(path)]: [{ range: toLspRange(context, path, range), newText }] } },
    },
  ];
}
