import { type FileContext, report } from "./file-context.ts";
import type { ScalarNode } from "./node.ts";
import type { TextChange } from "./problem.ts";
import { lineStart } from "./yaml/line-bounds.ts";

/**
 * `yaml/joined-items`: an item of a list of names goes on in the next line, because that one is indented deeper or has no
 * dash. YAML takes both for one text.
 */
export function tellJoinedItems({ value, style, range }: ScalarNode, context: FileContext): void {
  const { text, file } = context;
  // What is written is longer than the text that it makes: the rest is the break and the blanks.
  if (style !== "plain" || (typeof value === "string" && value.length === range.end - range.start)) return;
  const [first = "", ...others] = text.slice(range.start, range.end).split("\n");
  const line = lineStart(text, range.start);
  const dash = /^( *)(?:- +)*- +$/.exec(text.slice(line, range.start));
  if (others.length === 0 || dash === null || first.includes("${")) return;
  const column = text.slice(line, range.start).lastIndexOf("-");
  const changes: TextChange[] = [];
  let at = range.start + first.length + 1;
  for (const other of others) {
    const found = /^\s*(?:- +)?/.exec(other)?.[0] ?? "";
    const place = { start: at, end: at + found.length };
    if (other.trim() !== "") changes.push({ file, range: place, newText: `${" ".repeat(column)}- ` });
    at += other.length + 1;
  }
  const start = (changes[0]?.range.start ?? range.start) + (/^\s*/.exec(others[0] ?? "")?.[0].length ?? 0);
  const written = text.slice(start, range.end).split("\n")[0]?.trimEnd() ?? "";
  const isItem = written.startsWith("- ");
  report(context, {
    code: "yaml/joined-items",
    message: `'${written}' is read as part of the item above: ${isItem ? "indent it like that one" : "put '- ' before it"}.`,
    range: { start, end: range.end },
    severity: "warning",
    fixes: [
      { title: changes.length > 1 ? "Make them items of their own" : "Make it an item of its own", changes },
    ],
  });
}
