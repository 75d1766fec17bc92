/** The offset of the first character of the line that an offset is in. */
export function lineStart(text: string, offset: number): number {
  // A search from before the beginning would look at the first character.
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset after the line break of the line that a value ends in; a block scalar already ends there. */
export function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}
