import type { Files } from "./files.ts";
import { type IgnoredFolders, readIgnoredFolders } from "./ignored-folders.ts";

/** Folders that hold no pipelines of the user's own, and may hold very many files; nobody has to ignore them. */
const skipped = new Set([
  ".git",
  ".hg",
  ".dvc",
  "node_modules",
  "__pycache__",
  ".venv",
  "venv",
  ".tox",
  "site-packages",
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

/** A folder that is to be looked into, with the names that are left out in it and below. */
interface Pending {
  readonly folder: string;
  readonly ignored: ReadonlySet<string>;
}

/**
 * The folders below a folder, those further up first. Of a repository inside of it no names are told. As in DVC, what Git
 * or DVC ignores is not looked into: data, and what tools install or make.
 */
function* walk(files: Files, root: string): Generator<Walked> {
  const pending: Pending[] = [{ folder: "", ignored: skipped }];
  const ignoredPaths = new Set<string>();
  for (let index = 0; index < pending.length && index < mostFolders; index += 1) {
    const { folder, ignored } = pending[index] ?? { folder: "", ignored: skipped };
    const below = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
    const absolute = folder === "" ? root : `${root}/${folder}`;
    const names = files.list(absolute);
    const isRepository = folder !== "" && names.includes(".dvc/");
    yield { folder, names: isRepository ? [] : names, isRepository };
    if (isRepository) continue;
    const found = ignoredIn(files, absolute, names);
    for (const path of found?.paths ?? []) ignoredPaths.add(below(path));
    const all =
      found === undefined
        ? skipped
        : found.names.size === 0
          ? ignored
          : new Set([...ignored, ...found.names]);
    for (const name of names) {
      const isFolder = name.endsWith("/") && !all.has(name.slice(0, -1));
      const path = below(name.slice(0, -1));
      const isIgnored = found !== undefined && ignoredPaths.has(path);
      if (isFolder && !isIgnored) pending.push({ folder: path, ignored: all });
    }
  }
}

/** What the ignore files in a folder leave out; undefined where they take something back. */
function ignoredIn(files: Files, folder: string, names: readonly string[]): IgnoredFolders | undefined {
  const texts = [".gitignore", ".dvcignore"].flatMap((name) =>
    names.includes(name) ? [files.read(`${folder}/${name}`) ?? ""] : [],
  );
  return readIgnoredFolders(texts.join("\n"));
}
