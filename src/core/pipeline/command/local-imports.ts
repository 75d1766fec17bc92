import { folderOf, resolvePath } from "../repository-path.ts";

/**
 * Files of the repository that a Python file imports: beside it, below a folder around it or one of the given folders, or
 * below `src` in one of them, from where packages are installed. Undefined where it imports from a package of the
 * repository, which may be many files, and where nobody can tell.
 */
export function localImports(
  file: string,
  text: string,
  roots: readonly string[],
  exists: (path: string) => boolean | undefined,
): readonly string[] | undefined {
  // Python looks in folders that only running it tells.
  if (/\bsys\.path\b/.test(text)) return undefined;
  const found: string[] = [];
  const around = importFolders(file, roots);
  for (const [, dots = "", from, plain] of text.matchAll(
    /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import\b|import[ \t]+([\w.]+))/gm,
  )) {
    const module = (from ?? plain ?? "").replaceAll(".", "/");
    if (module === "") return undefined;
    const folders = dots === "" ? around : [upFrom(folderOf(file), dots.length - 1)];
    for (const folder of folders) {
      const path = resolvePath(folder, module);
      const first = resolvePath(folder, module.split("/")[0] ?? "");
      const [isFile, isFolder] = [exists(`${path}.py`), exists(first)];
      if (isFile === undefined || isFolder === undefined) return undefined;
      if (isFile && !found.includes(`${path}.py`)) found.push(`${path}.py`);
      if (isFile) continue;
      if (isFolder) return undefined;
    }
  }
  return found;
}

function importFolders(file: string, roots: readonly string[]): readonly string[] {
  const folders = new Set([...roots, "."]);
  for (let folder = folderOf(file); folder !== "."; folder = folderOf(folder)) folders.add(folder);
  return [...folders].flatMap((folder) => [folder, resolvePath(folder, "src")]);
}

function upFrom(folder: string, levels: number): string {
  return resolvePath(folder, Array.from({ length: levels }, () => "..").join("/") || ".");
}
