import { folderOf, resolvePath } from "../repository-path.ts";

/**
 * Files of the repository that a Python file imports: beside it, or below one of the given folders. Undefined where it
 * imports from a package of the repository, which may be many files, and where nobody can tell.
 */
export function localImports(
  file: string,
  text: string,
  roots: readonly string[],
  exists: (path: string) => boolean | undefined,
): readonly string[] | undefined {
  const found: string[] = [];
  for (const [, dots = "", from, plain] of text.matchAll(
    /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import\b|import[ \t]+([\w.]+))/gm,
  )) {
    const module = (from ?? plain ?? "").replaceAll(".", "/");
    if (module === "") return undefined;
    const folders = dots === "" ? [folderOf(file), ...roots] : [upFrom(folderOf(file), dots.length - 1)];
    for (const folder of folders) {
      const path = resolvePath(folder, module);
      const first = resolvePath(folder, module.split("/")[0] ?? "");
      const [isFile, isFolder] = [exists(`${path}.py`), exists(first)];
      if (isFile === undefined || isFolder === undefined) return undefined;
      if (isFile) found.push(`${path}.py`);
      else if (isFolder) return undefined;
    }
  }
  return found;
}

function upFrom(folder: string, levels: number): string {
  return resolvePath(folder, Array.from({ length: levels }, () => "..").join("/") || ".");
}
