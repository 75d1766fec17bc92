/** Text of files as code, which nothing in it can end. */
export function codeBlock(language: string, text: string): string {
  return `\`\`\`${language}\n${text.replaceAll("```", "")}\n\`\`\``;
}

/** A word of a file inside of a sentence. */
export function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** The first few of a list, and how many more there are. */
export function listed(words: readonly string[], most: number): string {
  const shown = words.slice(0, most).join(", ");
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
