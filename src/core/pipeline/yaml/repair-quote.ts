import { type Document as YamlDocument, visit } from "yaml";
import { lineAt } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";

/** A quote that is never closed takes the rest of the file with it: its line is read as if it ended there. */
export function repairQuote(source: string, document: YamlDocument.Parsed): Repair | undefined {
  const start = lastQuote(document);
  if (start === undefined) return undefined;
  const text = source.slice(start, lineAt(source, start).end).trimEnd();
  const range = { start, end: start + text.length };
  const quote = source.charAt(start);
  // Without its quote, some text would be read as something else: of that line nothing is kept.
  const isPlain = !/: |:$| #|["']/.test(text.slice(1));
  return {
    code: "yaml/unclosed-quote",
    message: `The text that starts here is never closed: add ${quote} at its end.`,
    range,
    fixes: [
      {
        title: "Close the quote at the end of the line",
        edits: [{ at: { start: range.end, end: range.end }, newText: quote }],
      },
    ],
    repaired: blank(source, isPlain ? { start, end: start + 1 } : range),
  };
}

/** Where the last quoted text begins, which is the one without an end. */
function lastQuote(document: YamlDocument.Parsed): number | undefined {
  let last: number | undefined;
  visit(document, {
    Scalar(_key, { type, range }) {
      const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
      if (isQuoted && range && range[0] > (last ?? -1)) [last] = range;
    },
  });
  return last;
}
