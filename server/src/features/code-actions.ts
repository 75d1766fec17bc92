import {
  type CodeAction,
  CodeActionKind,
  CreateFile,
  type Diagnostic,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-types";
import type { Fix } from "#core/pipeline/problem";
import { disableFixes } from "#core/pipeline/suppression/disable-fixes";
import { type DiagnosticData, diagnosticSource } from "./diagnostics.ts";
import { type FeatureContext, offsetAt, toLspRange } from "./lsp.ts";

/**
 * The quick fixes that the given diagnostics carry, and after them those that silence the diagnostic by a comment.
 *
 * @param diagnostics also those of others, for which there is nothing
 * @param untold what is wrong and told by somebody else, who has no fix and whom no comment of ours would silence
 */
export function quickFixes(
  context: FeatureContext,
  diagnostics: readonly Diagnostic[],
  untold: readonly Diagnostic[] = [],
): CodeAction[] {
  const own = diagnostics.filter(({ source = diagnosticSource }) => source === diagnosticSource);
  return [
    ...own.flatMap((diagnostic) =>
      [...fixesOf(diagnostic), ...silencingFixes(context, diagnostic)].map((fix) => ({
        ...toAction(context, fix),
        diagnostics: [diagnostic],
      })),
    ),
    ...untold.flatMap((diagnostic) => fixesOf(diagnostic).map((fix) => toAction(context, fix))),
  ];
}

function toAction(context: FeatureContext, fix: Fix): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    edit: editOf(context, fix),
    ...(fix.preferred === true && { isPreferred: true }),
  };
}

/** Diagnostics come back from the editor as data of unknown shape. */
function fixesOf({ data }: Diagnostic): readonly Fix[] {
  return isDiagnosticData(data) ? data.fixes : [];
}

function silencingFixes(context: FeatureContext, { code, range }: Diagnostic): readonly Fix[] {
  if (typeof code !== "string") return [];
  const { snapshot, path: file } = context;
  const place = { start: offsetAt(context, range.start), end: offsetAt(context, range.end) };
  return disableFixes({ file, code, range: place }, snapshot.read(file) ?? "");
}

function isDiagnosticData(data: unknown): data is DiagnosticData {
  return hasList(data, "fixes") && data.fixes.every((fix) => hasList(fix, "changes"));
}

function hasList<K extends string>(value: unknown, key: K): value is Readonly<Record<K, readonly unknown[]>> {
  return (
    typeof value === "object" && value !== null && key in value && Array.isArray(Reflect.get(value, key))
  );
}

/** A change of a file that is not there makes it. */
export function editOf(context: FeatureContext, { changes }: Fix): WorkspaceEdit {
  const edits = editsByFile(context, changes);
  const made = [...new Set(changes.map(({ file }) => file))].filter(
    (file) => context.snapshot.read(file) === undefined,
  );
  if (made.length === 0) return { changes: edits };
  return {
    documentChanges: [
      ...made.map((file) => CreateFile.create(context.uriOf(file), { ignoreIfExists: true })),
      ...Object.entries(edits).map(([uri, own]) => ({ textDocument: { uri, version: null }, edits: own })),
    ],
  };
}

function editsByFile(context: FeatureContext, changes: Fix["changes"]): Record<string, TextEdit[]> {
  const edits: Record<string, TextEdit[]> = {};
  for (const { file, range, newText } of changes) {
    (edits[context.uriOf(file)] ??= []).push({ range: toLspRange(context, file, range), newText });
  }
  return edits;
}
