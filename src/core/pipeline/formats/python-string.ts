/**
 * The text that a Python string literal stands for, quotes and prefix included. Undefined for bytes, for strings with
 * expressions in them (`f""`), and for escapes by the name of a character.
 */
export function pythonString(literal: string): string | undefined {
  const [, prefix = "", quotes = ""] = /^([a-zA-Z]*)("""|'''|"|')/.exec(literal) ?? [];
  if (/[bft]/i.test(prefix)) return undefined;
  const text = literal.slice(prefix.length + quotes.length, -quotes.length).replace(/\r\n?/g, "\n");
  if (/r/i.test(prefix)) return text;
  return /\\N\{/.test(text.replaceAll("\\\\", "")) ? undefined : unescaped(text);
}

const controls: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** A backslash before any other character stays. */
function unescaped(text: string): string {
  const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g;
  return text.replace(
    escape,
    (all, byte, short, long, octal: string | undefined, one: string | undefined) => {
      if (one !== undefined) return controls[one] ?? all;
      const code =
        octal === undefined ? Number.parseInt(String(byte ?? short ?? long), 16) : Number.parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
