/** As wide as DVC lets lines become, in characters. */
const width = 80;

/** Where a scalar is written, in columns of the file. */
export interface ScalarPlace {
  /** Where the line ends before it: behind a colon or a dash. */
  readonly column: number;
  /** Where further lines of it begin. */
  readonly indent: number;
}

/*
 * DVC prints its files with ruamel.yaml, and these are the rules by which that breaks lines (`write_plain`,
 * `write_single_quoted` and `write_double_quoted` of its emitter), blanks at the ends of lines included: so that neither
 * tool changes what the other wrote. Each function gives the lines of a scalar without their indentation; the first one
 * may be empty, when a long word begins on a line of its own.
 */

/** Text without quotes. It stays on one line where a break would swallow one of several blanks. */
export function foldPlain(text: string, { column, indent }: ScalarPlace): readonly string[] {
  if (column + 1 + text.length <= width) return [text];
  const lines = [""];
  let at = column + 1;
  let blanks = 0;
  const write = (part: string): void => {
    lines.push(`${lines.pop()}${part}`);
    at += lengthOf(part);
  };
  const begin = (): void => {
    lines.push("");
    at = indent;
  };
  for (const part of text.split(/( +)/u)) {
    if (part.startsWith(" ")) {
      blanks = part.length;
      if (blanks === 1 && at >= width) begin();
      else write(part);
    } else {
      if (lengthOf(part) + at > width && at > indent) {
        if (blanks > 1) return [text];
        begin();
      }
      write(part);
    }
  }
  return lines;
}

/** Text that holds no quote, in single quotes. */
export function foldSingleQuoted(text: string, { column, indent }: ScalarPlace): readonly string[] {
  if (column + 2 + text.length <= width) return [`'${text}'`];
  const lines = ["'"];
  let at = column + 2;
  const parts = text.split(/( +)/u);
  for (const [index, part] of parts.entries()) {
    const isInside = parts.slice(0, index).join("") !== "" && parts.slice(index + 1).join("") !== "";
    if (part === " " && at > width && isInside) {
      lines.push("");
      at = indent;
    } else {
      lines.push(`${lines.pop()}${part}`);
      at += lengthOf(part);
    }
  }
  lines.push(`${lines.pop()}'`);
  return lines;
}

/** Text in double quotes; without a place on one line. */
export function foldDoubleQuoted(text: string, place?: ScalarPlace): readonly string[] {
  const characters = Array.from(text);
  const lines = ['"'];
  let at = (place?.column ?? 0) + 2;
  let start = 0;
  const write = (part: string): void => {
    lines.push(`${lines.pop()}${part}`);
    at += lengthOf(part);
  };
  for (let end = 0; end <= characters.length; end += 1) {
    const character = characters[end];
    if (character === undefined || !isPrintable(character)) {
      write(characters.slice(start, end).join(""));
      start = Math.max(start, end);
      if (character !== undefined) {
        write(escaped(character));
        start = end + 1;
      }
    }
    const mayBreak = end > 0 && end < characters.length - 1 && (character === " " || start >= end);
    if (place === undefined || !mayBreak || at + end - start <= width) continue;
    // DVC lets a break behind an escape be read as a blank, and then finds its own record changed.
    const isBlank = characters[Math.max(start, end)] === " ";
    const isMarked = !isBlank || needsMark(characters, start, end);
    write(characters.slice(start, end).join("") + (isMarked ? "\\" : ""));
    start = Math.max(start, end);
    lines.push("");
    at = place.indent;
    if (characters[start] !== " ") continue;
    if (isMarked) write("\\");
    else start += 1;
  }
  lines.push(`${lines.pop()}"`);
  return lines;
}

/** Whether a line that ends here needs a backslash, because the break alone would not be read as the one blank that is there. */
function needsMark(characters: readonly string[], start: number, end: number): boolean {
  const blank = characters.indexOf(" ", end);
  const after = characters[blank + 1];
  if (blank < 0 || after === undefined || after === " " || after === "\n") return true;
  const isQuoted = characters.slice(end, blank).some((character) => character === '"' || character === "'");
  const followsBlank = characters[end - 1] === " " && characters[end] === " ";
  return isQuoted || followsBlank || start === end;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "0",
  "\u0007": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\u001b": "e",
  '"': '"',
  "\\": "\\",
  "\u0085": "N",
  "\u00a0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function isPrintable(character: string): boolean {
  return /^[\x20-\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]$/u.test(
    character,
  );
}

function escaped(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

/** Characters, as Python counts them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
