import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from "vscode-languageserver";

/** The same diagnostics as before are one word: the editor keeps what it shows. */
export function diagnosticsReport(
  items: Diagnostic[],
  previous: string | undefined,
): DocumentDiagnosticReport & { readonly resultId: string } {
  const resultId = fingerprint(JSON.stringify(items));
  if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** FNV-1a over UTF-16 units, with the length: enough to tell one version of a list from the next. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
