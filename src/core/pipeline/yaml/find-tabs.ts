import { Lexer } from "yaml";
import type { SyntaxFinding } from "./syntax-finding.ts";

/** The mark that the lexer puts before the text of a plain or block scalar. */
const scalarMark = "\u001f";

/** Marks of documents, flow errors and scalars stand for no text. */
const otherMarks: readonly string[] = [scalarMark, "\u0002", "\u0018"];

/**
 * Finds tabs that ruamel.yaml refuses and the `yaml` package takes: anywhere but in quotes, comments and the lines of a
 * block scalar.
 */
export function findTabs(text: string): SyntaxFinding[] {
  if (!text.includes("\t")) return [];
  const findings: SyntaxFinding[] = [];
  let offset = text.startsWith("\ufeff") ? 1 : 0;
  let block: "none" | "header" | "lines" = "none";
  let isIndentGiven = false;
  for (const lexeme of new Lexer().lex(text.slice(offset))) {
    if (lexeme === scalarMark && block === "header") block = "lines";
    if (otherMarks.includes(lexeme)) continue;
    const tab = /^[#"']/.test(lexeme)
      ? -1
      : block === "lines"
        ? tabBeforeBlock(lexeme, isIndentGiven)
        : lexeme.indexOf("\t");
    if (tab >= 0) findings.push(findingAt(offset + tab));
    if (block === "lines") block = "none";
    if (/^[|>][-+0-9]*$/.test(lexeme)) {
      block = "header";
      isIndentGiven = /\d/.test(lexeme);
    }
    offset += lexeme.length;
  }
  return findings.slice(0, 20);
}

/** A tab that stands in front of a line of a block scalar where its blanks belong; -1 where there is none. */
function tabBeforeBlock(lines: string, isIndentGiven: boolean): number {
  if (isIndentGiven || !lines.includes("\t")) return -1;
  const indent = /^(?: *\r?\n)*( *)/.exec(lines)?.[1]?.length ?? 0;
  return indent === 0 ? -1 : lines.search(new RegExp(`(?<=\\n {0,${indent - 1}})\\t`));
}

function findingAt(offset: number): SyntaxFinding {
  const range = { start: offset, end: offset + 1 };
  return {
    code: "yaml/tab",
    message: "DVC cannot read a tab outside of quotes: use blanks.",
    range,
    fixes: [{ title: "Replace the tab by a blank", edits: [{ at: range, newText: " " }], preferred: true }],
  };
}
