import * as vscode from "vscode";

/** With copies of a pipeline that are not the user's: experiments' worktrees, environments, installed packages. */
const excluded: readonly string[] = [
  ".dvc",
  ".git",
  "node_modules",
  ".venv",
  "venv",
  ".tox",
  "site-packages",
];

/** What the open folders hold. */
export interface FoundRepositories {
  /** Git repositories with a pipeline or tracked data, without duplicates, in the order of the folders. */
  readonly repositories: readonly vscode.Uri[];
  /** True when there is a pipeline or tracked data outside any Git repository. */
  readonly outsideGit: boolean;
}

/** The files that make a folder ours: those that define stages, and those that track data. */
export const projectFiles = "**/{dvc.yaml,*.dvc}";

/** Thousands of them, which only data can be, stand in few repositories. */
const mostFiles = 10_000;

/** True for such a file that belongs to the user and not to a run or an environment. */
export function isProjectFile(uri: vscode.Uri): boolean {
  return !uri.path.split("/").some((folder) => excluded.includes(folder));
}

/** Looks for the project files in the open folders and for the repositories they stand in. */
export async function findRepositories(): Promise<FoundRepositories> {
  const files = await vscode.workspace.findFiles(projectFiles, `**/{${excluded.join(",")}}/**`, mostFiles);
  const byFolder = new Map<string, Promise<vscode.Uri | undefined>>();
  const roots = await Promise.all(files.map((file) => repositoryOf(parentOf(file), byFolder)));
  const repositories = new Map<string, vscode.Uri>();
  for (const root of roots) if (root) repositories.set(root.toString(), root);
  return {
    repositories: [...repositories.values()].toSorted((a, b) => a.path.localeCompare(b.path)),
    outsideGit: roots.includes(undefined),
  };
}

function repositoryOf(
  folder: vscode.Uri,
  known: Map<string, Promise<vscode.Uri | undefined>>,
): Promise<vscode.Uri | undefined> {
  const key = folder.toString();
  const found = known.get(key) ?? lookUp(folder, known);
  known.set(key, found);
  return found;
}

async function lookUp(
  folder: vscode.Uri,
  known: Map<string, Promise<vscode.Uri | undefined>>,
): Promise<vscode.Uri | undefined> {
  if (await exists(vscode.Uri.joinPath(folder, ".git"))) return folder;
  const parent = parentOf(folder);
  return parent.path === folder.path ? undefined : repositoryOf(parent, known);
}

function parentOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, "..");
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
