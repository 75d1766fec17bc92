/**
 * The next line that begins a piece of its own after the line of `start`: a key in the same column, or anything further
 * left. Lines with a list item, a comment or a tab in front begin none. At the end of the text `column` is -1.
 */
export function findBoundary(
  text: string,
  start: number,
  column: number,
): { readonly at: number; readonly column: number } {
  for (let line = text.indexOf("\n", start) + 1; line > 0; line = text.indexOf("\n", line) + 1) {
    let at = line;
    while (text.charCodeAt(at) === 32) at += 1;
    const first = text[at];
    if (first === undefined) break;
    const indent = at - line;
    if (indent > column || "\n\r\t#-".includes(first)) continue;
    if (indent < column || isKey(text, at)) return { at, column: indent };
  }
  return { at: text.length, column: -1 };
}

const key = /(?:(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*') *|[^\s#'"?&*!|>%@`[\]{},][^\n]*?):(?=[ \r\n]|$)/y;

function isKey(text: string, at: number): boolean {
  const pattern = new RegExp(key);
  pattern.lastIndex = at;
  return pattern.test(text);
}
