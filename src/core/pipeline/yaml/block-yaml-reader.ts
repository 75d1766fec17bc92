import type { Anchors } from "./anchors.ts";

/** Where a reader of block YAML stands. */
export interface Reader {
  readonly text: string;
  /** Where anchors are noted; without it, text with anchors is not read. */
  readonly anchors?: Anchors;
  /** Offset of the next character that is no blank and in no comment. */
  at: number;
  /** How many blanks stand before it on its line; -1 at the end of the text. */
  column: number;
  /** Lines without anything that were passed on the way to it. */
  blankLines: number;
  passedComment: boolean;
  /** Where the alias ends that was read last: the node that it gives stands elsewhere. */
  aliasEnd: number;
}

/** A reader at some place of a text. */
export function readerAt(text: string, at: number, column: number, anchors?: Anchors): Reader {
  return { text, at, column, blankLines: 0, passedComment: false, aliasEnd: at, ...(anchors && { anchors }) };
}

/** A reader at the first line with something on it. */
export function readerAtFirst(text: string, anchors?: Anchors): Reader {
  // One that stands on a line goes to the next one.
  const reader = readerAt(text, Math.max(documentStart(text) - 1, 0), 0, anchors);
  nextContent(reader);
  return reader;
}

/** Where a text begins: behind a `---` with nothing but comments before it. */
export function documentStart(text: string): number {
  return /^(?: *(?:#[^\n]*)?\r?\n)*---(?: +#[^\n]*| *)\r?\n/.exec(text)?.[0].length ?? 0;
}

/** Moves within the line. */
export function moveTo(reader: Reader, at: number, column: number): void {
  reader.at = at;
  reader.column = column;
}

/** Leaves the line where the reader stands for the next one that has something besides blanks and a comment. */
export function nextContent(reader: Reader): void {
  const { text } = reader;
  reader.blankLines = 0;
  reader.passedComment = false;
  let start = reader.at;
  if (start > 0) {
    const line = text.indexOf("\n", start);
    if (text.charCodeAt(start) === codes.hash) reader.passedComment = true;
    start = line < 0 ? text.length : line + 1;
  }
  for (;;) {
    let at = start;
    while (text.charCodeAt(at) === codes.blank) at += 1;
    if (at >= text.length) return moveTo(reader, text.length, -1);
    const first = text.charCodeAt(at);
    if (first !== codes.hash && !isLineEnd(text, at)) return moveTo(reader, at, at - start);
    if (first === codes.hash) reader.passedComment = true;
    else reader.blankLines += 1;
    const line = text.indexOf("\n", at);
    start = line < 0 ? text.length : line + 1;
  }
}

/** Whether a line or the text ends here. */
export function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === codes.newline || code === codes.carriageReturn || at >= text.length;
}

/** What has to follow the `-` of an item and the `:` of a key. */
export function isBlankOrLineEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === codes.blank || isLineEnd(text, at);
}

/** Characters with a meaning; text is gone through by their codes, which costs a third of comparing letters. */
export const codes = {
  newline: 10,
  carriageReturn: 13,
  blank: 32,
  hash: 35,
  dash: 45,
  colon: 58,
} as const;
