import type { Files } from "./files.ts";

/** Folders that hold no pipelines of the user's own, and may hold very many files. */
const skipped = new Set([
  ".git/",
  ".hg/",
  ".dvc/",
  "node_modules/",
  "__pycache__/",
  ".venv/",
  "venv/",
  ".tox/",
  "site-packages/",
]);

/** A search for dvc.yaml looks into at most this many folders, so that a home folder that was opened costs a moment only. */
const mostFolders = 5_000;

/** The nearest folder at or above that is a repository of a pipeline, else one of Git, else the folder itself. */
export function repositoryOf(files: Files, folder: string): string {
  const levels = [...parents(folder)];
  const holding = (name: string) => levels.find((level) => files.kind(`${level}/${name}`) === "folder");
  return holding(".dvc") ?? holding(".git") ?? folder;
}

function* parents(folder: string): Generator<string> {
  for (let level = folder; level !== ""; level = level.slice(0, Math.max(level.lastIndexOf("/"), 0)))
    yield level;
}

/** Repository-relative paths of all dvc.yaml files, the root's first. A repository inside the repository is not entered. */
export function findPipelines(files: Files, root: string): readonly string[] {
  const found: string[] = [];
  const folders = [""];
  for (let index = 0; index < folders.length && index < mostFolders; index += 1) {
    const folder = folders[index] ?? "";
    const names = files.list(folder === "" ? root : `${root}/${folder}`);
    if (folder !== "" && names.includes(".dvc/")) continue;
    for (const name of names) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (name === "dvc.yaml") found.push(path);
      else if (name.endsWith("/") && !skipped.has(name)) folders.push(path.slice(0, -1));
    }
  }
  return found;
}
