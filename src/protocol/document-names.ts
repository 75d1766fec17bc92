const names = ["dvc.yaml", "dvc.lock"];

/** Fit the files that the extension tells the language server about wherever they are. Others have to be asked for. */
export const documentPatterns: readonly string[] = [`**/{${names.join(",")}}`, "**/*.dvc"];

/** Whether these patterns fit a path with `/`. */
export function hasDocumentName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return names.includes(name) || name.endsWith(".dvc");
}
