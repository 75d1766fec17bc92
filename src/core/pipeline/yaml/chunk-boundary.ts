/** A line with something on it: where that begins, and how many blanks stand before it. At the end of the text, `column` is -1. */
export interface LinePlace {
  readonly at: number;
  readonly column: number;
}

/**
 * The next line that begins a piece of its own behind the one that begins at `start`, whose keys stand in a column.
 * Everything before it belongs to that piece, or is a mistake in it.
 */
export function findBoundary(text: string, start: number, column: number): LinePlace {
  let place = nextLine(text, start);
  while (place.column >= 0 && !beginsPiece(text, place, column)) place = nextLine(text, place.at);
  return place;
}

/**
 * Whether a line begins a piece behind one whose keys stand in a column: a key in the same column, or a key of the file
 * itself. Lines with a list item, a comment or a tab in front begin none, nor do those of any other column.
 */
export function beginsPiece(text: string, place: LinePlace, column: number): boolean {
  if (!isKey(text, place.at)) return false;
  return place.column === column || (place.column === 0 && !isStray(text, place.at, column));
}

/**
 * Whether a key at the start of a line is one of a stage that lost its indentation: what follows it is indented deeper than
 * stages are, and then the stages go on.
 *
 * @param column where the names of the stages stand
 */
function isStray(text: string, at: number, column: number): boolean {
  let place = nextLine(text, at);
  // Behind a value on the same line no keys can follow below it.
  if (place.column < column || (place.column === column && !hasValue(text, at))) return false;
  while (place.column > 0 || (place.column === 0 && !isKey(text, place.at))) {
    if (place.column === column && isKey(text, place.at)) return true;
    place = nextLine(text, place.at);
  }
  return false;
}

/** The next line that is neither empty nor a comment. */
function nextLine(text: string, offset: number): LinePlace {
  for (let line = text.indexOf("\n", offset) + 1; line > 0; line = text.indexOf("\n", line) + 1) {
    let at = line;
    while (text.charCodeAt(at) === 32) at += 1;
    const first = text[at];
    if (first === undefined) break;
    if (first !== "#" && first !== "\n" && first !== "\r") return { at, column: at - line };
  }
  return { at: text.length, column: -1 };
}

const key = /(?:(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*') *|[^\s#'"?&*!|>%@`[\]{},-][^\n]*?):(?=[ \r\n]|$)/y;

function isKey(text: string, at: number): boolean {
  return behindKey(text, at) >= 0;
}

/** Where the colon of a key ends that begins here; -1 where none does. */
function behindKey(text: string, at: number): number {
  const pattern = new RegExp(key);
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** Whether a value begins and ends behind the key that begins here: no text in lines, and nothing that is named or open. */
function hasValue(text: string, at: number): boolean {
  return /^ +[\w./~-]/.test(text.slice(behindKey(text, at), at + longestKey));
}

/** Of a longer key nobody asks what is behind it. */
const longestKey = 2_000;
