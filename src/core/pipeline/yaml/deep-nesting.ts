/**
 * DVC reads less than half as many levels. The parser calls itself for each, and one that comes to the end of the stack in
 * the wrong place ends the whole process.
 */
const mostLevels = 500;

/**
 * Where a text may nest deeper than any parser should go: the offset of the first bracket, or of the line, that is too
 * deep. It looks at brackets and indentation only, so that a thousand brackets in a text that never close count, too.
 */
export function findDeepNesting(text: string): number | undefined {
  return deepBracket(text) ?? deepLine(text);
}

function deepBracket(text: string): number | undefined {
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "[" || character === "{") open += 1;
    else if ((character === "]" || character === "}") && open > 0) open -= 1;
    if (open > mostLevels) return index;
  }
  return undefined;
}

/** A level of lines is a deeper indentation, or a dash or question mark that stands before something else. */
function deepLine(text: string): number | undefined {
  // Nearly no file has what it takes, and then there is nothing to count.
  if (!/^ {250}|(?:[-?] +){250}/mu.test(text)) return undefined;
  const columns: number[] = [];
  for (const line of text.matchAll(/^([ ]*)((?:[-?] +)*)[^\s#]/gmu)) {
    const [, indentation = "", marks = ""] = line;
    while ((columns.at(-1) ?? -1) >= indentation.length) columns.pop();
    columns.push(indentation.length);
    for (const mark of marks.matchAll(/[-?]/gu)) columns.push(indentation.length + mark.index + 1);
    if (columns.length > mostLevels) return line.index;
  }
  return undefined;
}
