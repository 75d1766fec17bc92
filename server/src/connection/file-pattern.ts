import type { RelativePattern } from "vscode-languageserver";

/** A pattern that fits one file, whatever characters are in its name. */
export function filePattern(path: string, uriOf: (path: string) => string): RelativePattern {
  const slash = path.lastIndexOf("/");
  return { baseUri: uriOf(path.slice(0, slash) || "/"), pattern: literal(path.slice(slash + 1)) };
}

/** A name as a pattern that fits itself only: in brackets a character stands for itself. */
function literal(name: string): string {
  return name.replace(/[*?{}[\]]/g, "[$&]");
}
