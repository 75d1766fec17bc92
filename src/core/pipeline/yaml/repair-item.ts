import { openBlocks } from "./indentation.ts";
import { repairShallowItem } from "./repair-shallow-item.ts";
import { blank, type Repair, type SyntaxFix } from "./syntax-finding.ts";
import {
  endOfDeeper,
  isItem,
  lineBelow,
  linesAbove,
  opensList,
  siblingAbove,
  type WrittenLine,
  writtenLine,
} from "./written-line.ts";

/**
 * An item of a list that is none: without its dash, without the blank behind the dash, or left of its list. The parser
 * stumbles over it, over the line above it, or over the item below it.
 */
export function repairItem(source: string, offset: number): Repair | undefined {
  const stumbled = writtenLine(source, offset);
  for (const line of [stumbled, lineBelow(source, stumbled)]) {
    const found = isItem(line) ? repairShallowItem(source, line) : repairMark(source, line);
    if (found !== undefined) return found;
  }
  const above = isItem(stumbled) ? siblingAbove(source, stumbled) : undefined;
  return above && repairMark(source, above);
}

/** The mark of an item is a dash and a blank: one of both is missing, or another line has it that should not. */
function repairMark(source: string, line: WrittenLine): Repair | undefined {
  if (isItem(line) || !isAmongItems(source, line)) return undefined;
  return repairGluedDash(source, line) ?? repairStrayDash(source, line) ?? repairMissingDash(source, line);
}

/** `-x` */
function repairGluedDash(source: string, line: WrittenLine): Repair | undefined {
  const dash = /^ *-(?=[^\s-])/.exec(line.text)?.[0];
  if (dash === undefined) return undefined;
  const at = line.start + dash.length;
  return notYetAnItem(source, line, {
    message: "An item needs a blank between its dash and its value.",
    fix: { title: "Add a blank after '-'", edits: [{ at: { start: at, end: at }, newText: " " }] },
  });
}

/** `- cmd: x` as the only item above, with keys below it in the column of the dash: a stage, and no list. */
function repairStrayDash(source: string, line: WrittenLine): Repair | undefined {
  const name = bareName(line);
  if (name === undefined || isPath(name) || !opensList(line)) return undefined;
  const above = siblingAbove(source, line);
  if (above === undefined || !isItem(above) || !isFirstOfBlock(source, above)) return undefined;
  const dash = /^ *- +(?=[\w.-]+:(?:\s|$))/.exec(above.text)?.[0];
  // What stands below a key behind a dash, stands deeper than the key: that is an item.
  if (dash === undefined || lineBelow(source, above).column > dash.length) return undefined;
  const at = { start: above.start + above.column, end: above.start + dash.length };
  return {
    code: "yaml/syntax",
    message: "This dash makes an item of a key, but keys follow in its column: remove the dash.",
    range: { start: at.start, end: at.start + 1 },
    fixes: [{ title: "Remove the dash", edits: [{ at, newText: "" }] }],
    repaired: blank(source, { start: above.start, end: endOfDeeper(source, above, above.column) }),
  };
}

/** A path, or a name with a mapping below it. */
function repairMissingDash(source: string, line: WrittenLine): Repair | undefined {
  const name = bareName(line);
  if (name === undefined || opensFlushList(source, line)) return undefined;
  if (!isPath(name) && mayBeKey(source, line)) return undefined;
  const at = line.start + line.column;
  return notYetAnItem(source, line, {
    message: `'${name}' is not an item yet: put '- ' before it.`,
    fix: { title: `Put '- ' before '${name}'`, edits: [{ at: { start: at, end: at }, newText: "- " }] },
  });
}

function notYetAnItem(
  source: string,
  line: WrittenLine,
  { message, fix }: { readonly message: string; readonly fix: SyntaxFix },
): Repair {
  return {
    code: "yaml/incomplete-item",
    message,
    range: { start: line.start + line.column, end: line.start + line.text.trimEnd().length },
    fixes: [fix],
    repaired: blank(source, { start: line.start, end: endOfDeeper(source, line, line.column) }),
  };
}

/** The only word of a line, which may be a key without a value. */
function bareName({ text }: WrittenLine): string | undefined {
  return /^ *(?=[^\s#'"[\]{}&*!|>%@`-])([^\s#:]+)(?=:?\s*$|: *#)/.exec(text)?.[1];
}

function isPath(name: string): boolean {
  return /[./]/.test(name);
}

/** A key that is being typed is a word, too. Which of both it is, is told by the lines around it. */
function mayBeKey(source: string, line: WrittenLine): boolean {
  if (!isBehindItem(source, line)) return !opensList(line);
  if (isListFlush(source, line)) return true;
  // With something below it, it is one more item where the item above has something, too.
  return opensList(line) && !/^ *- +[^:]+:\s*$/.test(siblingAbove(source, line)?.text ?? "");
}

/** Whether the line stands behind an item of its column, or between a key and the first such item. */
function isAmongItems(source: string, line: WrittenLine): boolean {
  return isBehindItem(source, line) || (isBelowListKey(source, line) && isBeforeItem(source, line));
}

function isBehindItem(source: string, { start, column }: WrittenLine): boolean {
  const around = openBlocks(source, start).find((block) => block.column <= column);
  return around !== undefined && around.isList && around.column === column;
}

function isBelowListKey(source: string, line: WrittenLine): boolean {
  const [above] = linesAbove(source, line);
  return above !== undefined && opensList(above) && above.column <= line.column;
}

function isBeforeItem(source: string, line: WrittenLine): boolean {
  const end = endOfDeeper(source, line, line.column);
  const next = lineBelow(source, { start: line.start, end });
  return next.start > end && isItem(next) && next.column === line.column;
}

/** Whether the line is a key with the items of its list in its own column. */
function opensFlushList(source: string, line: WrittenLine): boolean {
  const below = lineBelow(source, line);
  return opensList(line) && isItem(below) && below.column === line.column;
}

/** Whether the items above stand in the column of their key. */
function isListFlush(source: string, { start, column }: WrittenLine): boolean {
  return openBlocks(source, start).some((block) => !block.isList && block.column === column);
}

function isFirstOfBlock(source: string, line: WrittenLine): boolean {
  const [above] = linesAbove(source, line);
  return above !== undefined && above.column < line.column;
}
