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
  for (const { folder, names } of walk(files, root)) {
    if (names.includes("dvc.yaml")) found.push(folder === "" ? "dvc.yaml" : `${folder}/dvc.yaml`);
  }
  return found;
}

/** The roots of all repositories that a folder is in or holds, as absolute paths. */
export function findRepositories(files: Files, folder: string): readonly string[] {
  const roots = new Set([repositoryOf(files, folder)]);
  const inner = [folder];
  for (const root of inner) {
    for (const found of walk(files, root)) {
      if (!found.isRepository) continue;
      roots.add(`${root}/${found.folder}`);
      inner.push(`${root}/${found.folder}`);
    }
  }
  return [...roots];
}

interface Walked {
  /** Relative to where the walk began, which is the empty text. */
  readonly folder: string;
  readonly names: readonly string[];
  /** It is a repository of its own: nothing in it is walked. */
  readonly isRepository: boolean;
}

/** The folders below a folder, those further up first. Of a repository inside of it no names are told. */
function* walk(files: Files, root: string): Generator<Walked> {
  const folders = [""];
  for (let index = 0; index < folders.length && index < mostFolders; index += 1) {
    const folder = folders[index] ?? "";
    const names = files.list(folder === "" ? root : `${root}/${folder}`);
    const isRepository = folder !== "" && names.includes(".dvc/");
    yield { folder, names: isRepository ? [] : names, isRepository };
    if (isRepository) continue;
    for (const name of names) {
      if (!name.endsWith("/") || skipped.has(name)) continue;
      folders.push((folder === "" ? name : `${folder}/${name}`).slice(0, -1));
    }
  }
}
