import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from "vscode-languageserver-types";
import type { Fix } from "#core/pipeline/problem";
import type { DiagnosticData } from "./diagnostics.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The quick fixes that the given diagnostics carry. */
export function quickFixes(context: FeatureContext, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) =>
    fixesOf(diagnostic).map((fix) => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: { changes: editsByFile(context, fix) },
      ...(fix.preferred === true && { isPreferred: true }),
    })),
  );
}

/** Diagnostics come back from the editor as data of unknown shape. */
function fixesOf({ data }: Diagnostic): readonly Fix[] {
  const fixes = (data as Partial<DiagnosticData> | undefined)?.fixes;
  return Array.isArray(fixes) ? fixes : [];
}

function editsByFile(context: FeatureContext, { changes }: Fix): Record<string, TextEdit[]> {
  const edits: Record<string, TextEdit[]> = {};
  for (const { file, range, newText } of changes) {
    (edits[context.uriOf(file)] ??= []).push({ range: toLspRange(context, file, range), newText });
  }
  return edits;
}
