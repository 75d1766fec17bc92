/** Folders that an ignore file leaves out. */
export interface IgnoredFolders {
  /** By their path from the folder of the file. */
  readonly paths: ReadonlySet<string>;
  /** By their name, in that folder and everywhere below it. */
  readonly names: ReadonlySet<string>;
}

/**
 * Reads the lines of a `.gitignore` or `.dvcignore` that name one folder, such as `/data` and `node_modules/`. Patterns are
 * passed over: what is looked into too much costs time only. Undefined of a file that takes something back with `!`.
 */
export function readIgnoredFolders(text: string): IgnoredFolders | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.some((line) => line.startsWith("!"))) return undefined;
  const found = { paths: new Set<string>(), names: new Set<string>() };
  for (const line of lines) {
    if (line === "" || /[#*?[\]\\]/.test(line)) continue;
    const path = line.replace(/^\/|\/$/g, "");
    if (line.startsWith("/") || path.includes("/")) found.paths.add(path);
    else found.names.add(path);
  }
  return found;
}
