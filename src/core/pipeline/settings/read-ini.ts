/** What a line of DVC's configuration format says, with where it stands. Offsets are UTF-16 units of the text. */
export type IniEntry = IniSection | IniSetting;

export interface IniSection {
  readonly kind: "section";
  /** In lower case, as DVC compares it: `core`, `remote "store"`. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** Start of the line, and of the line after it. */
  readonly start: number;
  readonly end: number;
  /** What stands between the brackets, blanks and quotes included. */
  readonly title: Span;
}

export interface IniSetting {
  readonly kind: "setting";
  /** In lower case. */
  readonly key: string;
  /** A value with commas outside of quotes is a list. */
  readonly value: string | readonly string[];
  readonly line: number;
  /** Start of the first line, and of the line after the last one. */
  readonly start: number;
  readonly end: number;
  /** The value as it is written, quotes included and without a comment behind it. */
  readonly written: Span;
}

/** A part of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A line that DVC refuses; nothing is read behind it. */
export interface IniFault {
  readonly kind: "fault";
  /** From 1. */
  readonly line: number;
  /** A sentence. */
  readonly why: string;
}

/**
 * Reads the lines of a configuration file in their order, comments and empty lines left out: the subset of ConfigObj's
 * INI that DVC uses, with `[section]`, `['remote "name"']`, `key = value`, values in single, double or triple quotes,
 * lists, and comments with `#` only.
 */
export function* readIni(text: string): Generator<IniEntry | IniFault> {
  const lines = splitLines(text);
  for (let index = 0; index < lines.length; index++) {
    const { start, end, text: raw } = lines[index] ?? { start: 0, end: 0, text: "" };
    const content = raw.trim();
    if (content === "" || content.startsWith("#")) continue;
    const line = index + 1;
    const first = start + raw.indexOf(content);
    const inside = /^\[(\s*[^[\]].*?\s*)\]\s*(?:#.*)?$/.exec(content)?.[1];
    if (inside !== undefined) {
      const title = { start: first + 1, end: first + 1 + inside.length };
      yield { kind: "section", name: sectionName(inside.trim()), line, start, end, title };
      continue;
    }
    const [, before = "", key, rest = ""] = keyAndValue.exec(content) ?? [];
    if (key === undefined) {
      const why = `"${content}" is neither a [section] nor "key = value"; comments start with "#".`;
      yield { kind: "fault", line, why };
      return;
    }
    const from = first + before.length;
    const { value, length, used } = readValue(
      rest,
      lines.slice(index + 1).map((next) => next.text),
    );
    if (value === undefined) {
      yield { kind: "fault", line, why: `The value of "${key}" has an open quote or text after it.` };
      return;
    }
    index += used;
    yield {
      kind: "setting",
      key: unquoted(key).toLowerCase(),
      value,
      line,
      start,
      end: lines[index]?.end ?? text.length,
      // Over several lines the file's own line ends count, which may be longer than those of the value.
      written: { start: from, end: used === 0 ? from + length : endOfQuote(text, from) },
    };
  }
}

const keyAndValue = /^(("[^"]*"|'[^']*'|[^'"=\s][^=]*?)\s*=\s*)(.*)$/;

interface Line extends Span {
  /** Without its line end. */
  readonly text: string;
}

function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    lines.push({ start, end, text: text.slice(start, end).replace(/\r?\n$/, "") });
    start = end;
  }
  return lines;
}

/** `remote "x"` in one spelling, whatever blanks stand in it; only double quotes make a name of their own to DVC. */
function sectionName(inside: string): string {
  const title = unquoted(inside).toLowerCase();
  const [, kind, name] = /^\s*(remote|machine|db)\s*"(.*)"\s*$/.exec(title) ?? [];
  return kind === undefined ? title : `${kind} "${name}"`;
}

interface ReadValue {
  /** Undefined when it cannot be understood. */
  readonly value: string | readonly string[] | undefined;
  /** UTF-16 units in its first line, without a comment. */
  readonly length: number;
  /** Over how many further lines it goes on. */
  readonly used: number;
}

/** Triple quotes may go on over the next lines. */
function readValue(rest: string, next: readonly string[]): ReadValue {
  const quote = /^("""|''')/.exec(rest)?.[1];
  if (quote === undefined) return readPlainValue(rest);
  for (let used = 0; used <= next.length; used++) {
    const text = [rest.slice(3), ...next.slice(0, used)].join("\n");
    const end = text.indexOf(quote);
    if (end < 0) continue;
    const isWhole = /^\s*(#.*)?$/.test(text.slice(end + 3));
    return { value: isWhole ? text.slice(0, end) : undefined, length: end + 6, used };
  }
  return { value: undefined, length: 0, used: 0 };
}

function endOfQuote(text: string, start: number): number {
  return text.indexOf(text.slice(start, start + 3), start + 3) + 3;
}

const item = /\s*(".*?"|'.*?'|[^"',#\s](?:[^,#]*[^,#\s])?)?\s*(,|#.*$|$)/y;

/** One line: items between commas, each plain or in quotes, then perhaps a comment. */
function readPlainValue(text: string): ReadValue {
  const items: string[] = [];
  let isList = false;
  for (let offset = 0; ;) {
    item.lastIndex = offset;
    const [match, value, end] = item.exec(text) ?? [];
    if (match === undefined || end === undefined) return { value: undefined, length: 0, used: 0 };
    if (value !== undefined) items.push(unquoted(value));
    offset += match.length;
    if (end === ",") {
      isList = true;
      continue;
    }
    const length = text.slice(0, offset - end.length).trimEnd().length;
    return { value: isList ? items : (items[0] ?? ""), length, used: 0 };
  }
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}
