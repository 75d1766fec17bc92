import { indentOf, lineAt } from "./indentation.ts";
import { blank, type SyntaxFinding } from "./syntax-finding.ts";
import { columnOfTabbed, tabIndent } from "./tab-indent.ts";

/** A text without tabs that separate something. */
interface WithoutTabs {
  readonly text: string;
  readonly findings: readonly SyntaxFinding[];
}

/**
 * Overwrites each line that a tab indents, with what stands deeper below it: how deep it is nobody can tell, and every line
 * after it would be in the wrong place. Lines that were pasted together are told once. Other tabs are read as blanks.
 *
 * @param tabs where DVC refuses a tab
 */
export function replaceTabs(source: string, tabs: readonly SyntaxFinding[]): WithoutTabs {
  const findings: SyntaxFinding[] = [];
  let text = source;
  let blankedTo = -1;
  for (const tab of tabs) {
    const { start } = tab.range;
    if (start < blankedTo) continue;
    const line = lineAt(source, start);
    if (!/^[ \t]*$/.test(source.slice(line.start, start)) || !/\S/.test(source.slice(start, line.end))) {
      findings.push(tab);
      text = blank(text, tab.range);
      continue;
    }
    findings.push(tabIndent(start, source));
    blankedTo = endOfDeeper(source, line.start, line.end);
    text = blank(text, { start: line.start, end: blankedTo });
  }
  return { text, findings };
}

/** The end of the lines below that tabs indent, too, or that stand deeper than the tabbed line was meant to. */
function endOfDeeper(source: string, lineStart: number, lineEnd: number): number {
  const above = Math.min(indentAbove(source, lineStart), columnOfTabbed(lineStart, source));
  let end = lineEnd;
  for (let line = lineAt(source, end + 1); line.start > end; line = lineAt(source, end + 1)) {
    const written = source.slice(line.start, line.end);
    const isBelow = /^ *\t\s*\S/.test(written) || (indentOf(written) ?? 0) > above;
    if (!isBelow || end >= source.length) break;
    end = line.end;
  }
  return end;
}

function indentAbove(source: string, start: number): number {
  for (let before = start - 1; before > 0;) {
    const line = lineAt(source, before);
    const indent = indentOf(source.slice(line.start, line.end).replace(/^ *\t.*/, ""));
    if (indent !== undefined) return indent;
    before = line.start - 1;
  }
  return 0;
}
