/** One word of a shell line, as a POSIX shell would split it. */
export interface ShellWord {
  /** Without its quotes. */
  readonly text: string;
  /** Offsets in the line, quotes included. */
  readonly start: number;
  readonly end: number;
  /** Nothing in it is the shell's to replace: no variable, no substitution, no pattern. */
  readonly isLiteral: boolean;
  readonly isQuoted: boolean;
}

/** One program with its arguments: what stands between `;`, `&&`, `||`, `|`, `&` and brackets. */
export interface ShellCommand {
  /** `NAME=value` before the program. */
  readonly assignments: readonly ShellWord[];
  readonly words: readonly ShellWord[];
  readonly reads: readonly ShellWord[];
  readonly writes: readonly ShellWord[];
  /** The operator after it; empty at the end of the line. */
  readonly operator: string;
}

interface Reader {
  readonly line: string;
  at: number;
}

/** `2>`, `>>`, `&>`, `<<`, `>&1`: longest first. */
const redirection = /\d*(?:&>>|&>|<<<|<<-|<<|<>|>>|>\||>&|<&|<|>)/y;
const operator = /&&|\|\||;;|\|&|[;|&\n()]/y;

/**
 * Splits a line into its commands. Never fails: a quote that is not closed goes on to the end, and what a shell would
 * refuse gives some commands all the same.
 */
export function readShellLine(line: string): ShellCommand[] {
  const reader: Reader = { line, at: 0 };
  const commands: ShellCommand[] = [];
  let open = emptyCommand();
  const close = (found: string): void => {
    if (open.words.length + open.assignments.length + open.writes.length > 0) {
      commands.push({ ...open, operator: found });
    }
    open = emptyCommand();
  };
  while (skipBlanks(reader)) {
    const redirected = take(reader, redirection);
    const ended = redirected === undefined ? take(reader, operator) : undefined;
    if (redirected !== undefined) {
      skipBlanks(reader);
      const target = readWord(reader);
      if (target && redirected.endsWith("<")) open.reads.push(target);
      else if (target && />[>|]?$/.test(redirected)) open.writes.push(target);
    } else if (ended !== undefined) {
      close(ended);
    } else {
      const word = readWord(reader);
      if (!word) reader.at += 1;
      else if (open.words.length === 0 && isAssignment(word.text)) open.assignments.push(word);
      else open.words.push(word);
    }
  }
  close("");
  return commands;
}

function emptyCommand() {
  return {
    assignments: [] as ShellWord[],
    words: [] as ShellWord[],
    reads: [] as ShellWord[],
    writes: [] as ShellWord[],
  };
}

/** Goes to the next thing; false at the end. A comment and a line that is continued are blanks. */
function skipBlanks(reader: Reader): boolean {
  const blanks = /(?:[ \t\r]|\\\r?\n|(?<=^|\s)#[^\n]*)*/y;
  take(reader, blanks);
  return reader.at < reader.line.length;
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.line)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

function readWord(reader: Reader): ShellWord | undefined {
  const start = reader.at;
  let text = "";
  let isLiteral = true;
  while (reader.at < reader.line.length && !/[\s;|&()<>]/.test(reader.line.charAt(reader.at))) {
    const part = readPart(reader);
    text += part.text;
    isLiteral &&= part.isLiteral;
  }
  const end = reader.at;
  if (end === start) return undefined;
  return { text, start, end, isLiteral, isQuoted: /^["']/.test(reader.line.slice(start, end)) };
}

type Part = Pick<ShellWord, "text" | "isLiteral">;

function readPart(reader: Reader): Part {
  const { line, at } = reader;
  const character = line.charAt(at);
  if (character === "\\") {
    reader.at += 2;
    return { text: line.charAt(at + 1).replace("\n", ""), isLiteral: true };
  }
  if (character === "'") {
    const end = line.indexOf("'", at + 1);
    reader.at = end < 0 ? line.length : end + 1;
    return { text: line.slice(at + 1, end < 0 ? line.length : end), isLiteral: true };
  }
  if (character === '"') return readDoubleQuoted(reader);
  const substitution = /^(?:\$\(|`)/.test(line.slice(at, at + 2));
  if (substitution) return readSubstitution(reader);
  const braces = character === "$" && line.charAt(at + 1) === "{" ? line.indexOf("}", at) : -1;
  reader.at = braces > 0 ? braces + 1 : at + 1;
  return { text: line.slice(at, reader.at), isLiteral: !/^[$*?[~]/.test(character) };
}

function readDoubleQuoted(reader: Reader): Part {
  let text = "";
  let isLiteral = true;
  reader.at += 1;
  while (reader.at < reader.line.length) {
    const character = reader.line.charAt(reader.at);
    if (character === '"') {
      reader.at += 1;
      break;
    }
    const isEscape = character === "\\" && /[\\"$`\n]/.test(reader.line.charAt(reader.at + 1));
    if (isEscape) reader.at += 1;
    else if (character === "$" || character === "`") isLiteral = false;
    text += reader.line.charAt(reader.at);
    reader.at += 1;
  }
  return { text, isLiteral };
}

/** `$(…)` with brackets inside, or `…` between backticks. */
function readSubstitution(reader: Reader): Part {
  const { line, at } = reader;
  if (line.charAt(at) === "`") {
    const end = line.indexOf("`", at + 1);
    reader.at = end < 0 ? line.length : end + 1;
  } else {
    let depth = 0;
    let end = at + 1;
    for (; end < line.length; end += 1) {
      if (line.charAt(end) === "(") depth += 1;
      if (line.charAt(end) === ")") depth -= 1;
      if (depth === 0) break;
    }
    reader.at = Math.min(end + 1, line.length);
  }
  return { text: line.slice(at, reader.at), isLiteral: false };
}

function isAssignment(text: string): boolean {
  return /^[A-Za-z_]\w*\+?=/.test(text);
}
