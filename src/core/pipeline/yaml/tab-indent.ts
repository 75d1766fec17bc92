import { openColumns } from "./indentation.ts";
import { lineStart } from "./line-bounds.ts";
import type { SyntaxFinding } from "./syntax-finding.ts";

/** `yaml/tab-indent`, with fixes that put the line where the lines above it have something. */
export function tabIndent(start: number, source: string): SyntaxFinding {
  const { line, written, width } = indentationAt(start, source);
  const tabbed = [...source.matchAll(/^[ \t]*\t[ \t]*(?=\S)/gm)];
  const edit = (at: number, indentation: string) => ({
    at: { start: at, end: at + indentation.length },
    newText: widened(indentation, width),
  });
  const inFile = {
    title: "Replace all tabs that indent",
    edits: tabbed.map((one) => edit(one.index, one[0])),
  };
  return {
    code: "yaml/tab-indent",
    message: "Tabs cannot indent YAML: use spaces.",
    range: { start: line, end: line + written.length },
    fixes: [
      { title: "Replace the tabs of this line", edits: [edit(line, written)] },
      ...(tabbed.length > 1 ? [inFile] : []),
    ],
  };
}

/** The column in which a line that tabs indent was probably meant to begin. */
export function columnOfTabbed(start: number, source: string): number {
  const { written, width } = indentationAt(start, source);
  return widened(written, width).length;
}

/** Tabs have no agreed width: the one is taken that puts the line where the lines above it have something. */
function indentationAt(start: number, source: string): { line: number; written: string; width: number } {
  const line = lineStart(source, start);
  const written = /^[ \t]*/.exec(source.slice(line, line + longestIndentation))?.[0] ?? "";
  const columns = openColumns(source, line);
  const widthTo = (column: number) => widths.find((each) => widened(written, each).length === column);
  const width = columns.map(widthTo).find((each) => each !== undefined) ?? 2;
  return { line, written, width };
}

const widths: readonly number[] = [2, 4, 8];

const longestIndentation = 1_000;

function widened(indentation: string, width: number): string {
  return indentation.replaceAll("\t", " ".repeat(width));
}
