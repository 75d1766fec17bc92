import { gitPath } from "./git/repository.ts";
import type { Git } from "./git/git.ts";
import type { ProjectPart } from "./project.ts";
import { watchFolders } from "./watch-folders.ts";

/** How changes are joined: those closer together than `quiet` are one, but nobody waits longer than `longest`. */
interface Pace {
  readonly quiet: number;
  readonly longest: number;
}

/** Milliseconds. A saved file is followed by others, and what it costs to look at the workspace again is not little. */
const workspacePace: Pace = { quiet: 150, longest: 1_000 };
/** A run writes its few files of metrics at once, and somebody watches the curve grow. */
const runPace: Pace = { quiet: 30, longest: 200 };

/** Folders in which nobody keeps what a pipeline reads, and of which some are huge. */
const skipped =
  /(?:^|\/)(?:node_modules|__pycache__|\.venv|venv|\.tox|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.ipynb_checkpoints)$/u;

const runsFolder = ".dvc/tmp/trainyard/runs/";
const worktreesFolder = ".dvc/tmp/trainyard/worktrees/";

/** Calls the listener after files of a project changed, with the parts that they belong to. Returns what ends it. */
export function watchProject(
  git: Git,
  listener: (parts: ReadonlySet<ProjectPart>) => void,
): { dispose(): void } {
  const workspace = joinBursts(listener, workspacePace);
  const run = joinBursts(listener, runPace);
  const add = (parts: readonly ProjectPart[]): void => {
    (parts.includes("runs") ? run : workspace).add(parts);
  };
  const watchers = [
    watchFolders(git.root, {
      enters: entersFolder,
      onChange: (path) => add(partsOfFile(path)),
    }),
  ];
  let ended = false;
  const watchGit = async (): Promise<void> => {
    // In a second worktree of a repository, HEAD and the references are in different folders, neither of them `.git`.
    const folders = new Set([await gitPath(git, "HEAD"), await gitPath(git, "refs/heads")].map(gitFolderOf));
    if (ended) return;
    for (const folder of folders)
      watchers.push(watchFolders(folder, { enters: isRefs, onChange: (path) => add(partsOfGit(path)) }));
  };
  // Without Git's folder there is nothing to hear of it; the commands of the user say why it is missing.
  watchGit().catch(() => undefined);
  return {
    dispose() {
      ended = true;
      workspace.dispose();
      run.dispose();
      for (const watcher of watchers) watcher.dispose();
    },
  };
}

/** Whether a folder of the workspace, by its relative path, can hold anything that matters. */
export function entersFolder(path: string): boolean {
  if (path === ".git" || skipped.test(path)) return false;
  if (!path.startsWith(".dvc")) return true;
  if (/^\.dvc\/tmp\/trainyard\/worktrees\/[^/]+\/\.(?:git|dvc)$/u.test(path)) return false;
  return (
    [".dvc", ".dvc/tmp", ".dvc/tmp/trainyard"].includes(path) ||
    `${path}/`.startsWith(runsFolder) ||
    `${path}/`.startsWith(worktreesFolder)
  );
}

/** What may look different after a file of the workspace changed, by its relative path. */
export function partsOfFile(path: string): readonly ProjectPart[] {
  if (path.startsWith(runsFolder)) return /\/(?:output\.log|results\/.*)$/u.test(path) ? [] : ["runs"];
  if (path.startsWith(worktreesFolder)) return isTemporary(path) ? [] : ["runs"];
  if (/^\.dvc\/config(?:\.local)?$/u.test(path)) return ["pipeline"];
  if (path === ".git" || path.startsWith(".dvc/") || path === ".dvc" || isTemporary(path)) return [];
  if (/(?:\.ya?ml|\.toml|\.dvc|(?:^|\/)\.dvcignore)$/u.test(path)) return ["pipeline"];
  return ["data"];
}

/** The same for Git's own files. */
export function partsOfGit(path: string): readonly ProjectPart[] {
  if (path.endsWith(".lock")) return [];
  if (path.startsWith("refs/tags")) return ["registry", "experiments"];
  if (path === "packed-refs") return ["registry", "experiments"];
  return path === "HEAD" || path.startsWith("refs/") ? ["experiments"] : [];
}

function isTemporary(path: string): boolean {
  return /(?:\.tmp|\.swp|~|\.pyc)$/u.test(path) || /(?:^|\/)\.git(?:\/|$)/u.test(path);
}

function isRefs(path: string): boolean {
  return path === "refs" || path.startsWith("refs/");
}

function gitFolderOf(path: string): string {
  return path.replaceAll("\\", "/").replace(/\/(?:HEAD|refs\/heads)$/u, "");
}

interface Bursts {
  add(parts: readonly ProjectPart[]): void;
  dispose(): void;
}

/** Tells once things are quiet, and at the latest when somebody has waited for the longest time. */
function joinBursts(listener: (parts: ReadonlySet<ProjectPart>) => void, { quiet, longest }: Pace): Bursts {
  let parts = new Set<ProjectPart>();
  let first = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const told = parts;
    parts = new Set();
    timer = undefined;
    listener(told);
  };
  return {
    add(more) {
      if (more.length === 0) return;
      if (timer === undefined) first = Date.now();
      for (const part of more) parts.add(part);
      clearTimeout(timer);
      const left = first + longest - Date.now();
      timer = setTimeout(tell, Math.max(0, Math.min(quiet, left)));
    },
    dispose: () => clearTimeout(timer),
  };
}
