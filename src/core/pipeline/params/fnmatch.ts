/**
 * Turns a pattern of Python's `fnmatch` into a regular expression over the whole text: `*`, `?`, `[abc]`, `[a-z]`,
 * `[!abc]`. Case matters, a newline is a character like any other, and a `[` that is never closed stands for itself.
 */
export function fnmatchPattern(pattern: string): RegExp {
  let source = "";
  let at = 0;
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    const set = character === "[" ? /^\[(!|(?!!))(\][^\]]*|[^\]]+)\]/.exec(pattern.slice(at)) : null;
    if (set) {
      source += characterSet(set[1] === "!", set[2] ?? "");
      at += set[0].length;
    } else {
      source += character === "*" ? "[^]*" : character === "?" ? "[^]" : escaped(character);
      at += character.length;
    }
  }
  return new RegExp(`^${source}$`, "u");
}

export function hasGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

function characterSet(negated: boolean, members: string): string {
  const characters = Array.from(members);
  const parts: string[] = [];
  for (let i = 0; i < characters.length; i += 1) {
    const first = characters[i] ?? "";
    const last = characters[i + 1] === "-" ? characters[i + 2] : undefined;
    if (last === undefined) {
      parts.push(escaped(first));
    } else {
      // Python drops a range that runs backwards.
      if (first <= last) parts.push(`${escaped(first)}-${escaped(last)}`);
      i += 2;
    }
  }
  return `[${negated ? "^" : ""}${parts.join("")}]`;
}

function escaped(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
