import { describeError } from "./yaml-sentences.ts";
import { indentOf, lineAt } from "./indentation.ts";
import { blank, type SyntaxFinding } from "./syntax-finding.ts";

/** A text without the lines that are indented by tabs, and the other tabs. */
interface WithoutTabs {
  readonly text: string;
  readonly findings: readonly SyntaxFinding[];
  readonly otherTabs: readonly SyntaxFinding[];
}

/**
 * Overwrites each line that a tab indents, with what stands deeper below it: how deep it is nobody can tell, and every line
 * after it would be in the wrong place.
 *
 * @param tabs where DVC refuses a tab
 */
export function blankTabbedLines(source: string, tabs: readonly SyntaxFinding[]): WithoutTabs {
  const findings: SyntaxFinding[] = [];
  const otherTabs: SyntaxFinding[] = [];
  let text = source;
  let blankedTo = -1;
  for (const tab of tabs) {
    const { start } = tab.range;
    if (start < blankedTo) continue;
    const line = lineAt(source, start);
    if (!/^[ \t]*$/.test(source.slice(line.start, start)) || !/\S/.test(source.slice(start, line.end))) {
      otherTabs.push(tab);
      continue;
    }
    findings.push(describeError({ code: "TAB_AS_INDENT", message: "", pos: [start, start + 1] }, source));
    blankedTo = endOfDeeper(source, line.start, line.end);
    text = blank(text, { start: line.start, end: blankedTo });
  }
  return { text, findings, otherTabs };
}

/** The end of the lines that stand deeper than the last line with content above, and have no tab in front themselves. */
function endOfDeeper(source: string, lineStart: number, lineEnd: number): number {
  const above = indentAbove(source, lineStart);
  let end = lineEnd;
  for (let line = lineAt(source, end + 1); line.start > end; line = lineAt(source, end + 1)) {
    const indent = indentOf(source.slice(line.start, line.end));
    if (indent === undefined || indent <= above || end >= source.length) break;
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
