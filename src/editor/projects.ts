import * as vscode from "vscode";

import { Failure } from "#core/failure";
import type { Project } from "#core/project";
import { contextKeys, type WorkspaceState } from "#protocol/names";

import { errorLine, errorText } from "./error-text.ts";
import { findRepositories, isProjectFile, projectFiles } from "./find-repositories.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createProjectStore, type ProjectStore, type StorePart } from "./project-store.ts";

/** A change of what one project holds. */
interface StoreChange {
  readonly store: ProjectStore;
  readonly parts: ReadonlySet<StorePart>;
}

/** The projects of the open folders. */
export interface Projects extends vscode.Disposable {
  stores(): readonly ProjectStore[];
  state(): WorkspaceState;
  /** Why a project could not be opened, in the user's words, where the state does not say it. */
  failure(): string | undefined;
  /** Resolves when the folders were searched and the projects are open. */
  ready(): Promise<void>;
  /** Searches the folders again. */
  search(): Promise<void>;
  /** Projects came or went. */
  readonly onDidChangeProjects: vscode.Event<void>;
  readonly onDidChange: vscode.Event<StoreChange>;
}

export interface ProjectsOptions {
  /** Opens the repository in a folder. Only called in a trusted workspace, because Git and commands may run. */
  readonly open: (root: string) => Promise<Project>;
  readonly log: vscode.LogOutputChannel;
}

/** Finds the projects of the open folders, now and whenever folders, files or the trust change. */
export function createProjects({ open, log }: ProjectsOptions): Projects {
  const opened = new Map<string, { store: ProjectStore; listener: vscode.Disposable }>();
  const projectsChanged = new vscode.EventEmitter<void>();
  const changed = new vscode.EventEmitter<StoreChange>();
  let state: WorkspaceState = "searching";
  let failure: unknown;

  const enter = async (root: vscode.Uri): Promise<void> => {
    if (opened.has(root.fsPath)) return;
    const project = await open(root.fsPath);
    const store = createProjectStore(project, (error) => log.error(errorText(error)));
    const listener = store.onDidChange((parts) => changed.fire({ store, parts }));
    opened.set(root.fsPath, { store, listener });
  };
  const leave = (root: string): void => {
    opened.get(root)?.listener.dispose();
    opened.get(root)?.store.dispose();
    opened.delete(root);
  };
  const openAll = async (roots: readonly vscode.Uri[]): Promise<void> => {
    const wanted = new Set(roots.map((root) => root.fsPath));
    for (const root of opened.keys()) if (!wanted.has(root)) leave(root);
    for (const result of await Promise.allSettled(roots.map(enter))) {
      if (result.status === "fulfilled") continue;
      log.error(errorText(result.reason));
      failure = result.reason;
    }
  };
  const search = oneAtATime(async () => {
    failure = undefined;
    state = stateBeforeSearch();
    try {
      const { repositories, outsideGit } =
        state === "searching" ? await findRepositories() : { repositories: [], outsideGit: false };
      await openAll(repositories);
      if (state === "searching") state = stateAfterSearch(opened.size, failure, outsideGit);
    } catch (error) {
      log.error(errorText(error));
      failure = error;
      state = "failed";
    }
    await vscode.commands.executeCommand("setContext", contextKeys.state, state);
    projectsChanged.fire();
  });

  let first: Promise<void> | undefined;
  const ready = (): Promise<void> => (first ??= search());
  const searchAgain = (): void => void search();
  const watcher = watchProjectFiles(searchAgain);
  const subscriptions = vscode.Disposable.from(
    watcher,
    projectsChanged,
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(searchAgain),
    vscode.workspace.onDidGrantWorkspaceTrust(searchAgain),
  );
  return {
    stores: () => [...opened.values()].map(({ store }) => store),
    state: () => state,
    failure: () =>
      failure !== undefined && (state === "failed" || state === "ready") ? errorLine(failure) : undefined,
    ready,
    search,
    onDidChangeProjects: projectsChanged.event,
    onDidChange: changed.event,
    dispose: () => {
      subscriptions.dispose();
      for (const root of opened.keys()) leave(root);
    },
  };
}

function stateBeforeSearch(): WorkspaceState {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) return "no-folder";
  return vscode.workspace.isTrusted ? "searching" : "untrusted";
}

function stateAfterSearch(count: number, failure: unknown, outsideGit: boolean): WorkspaceState {
  if (count > 0) return "ready";
  if (failure instanceof Failure && failure.kind === "no-repository") return "no-dvc";
  if (failure !== undefined) return "failed";
  return outsideGit ? "no-git" : "no-pipeline";
}

/** A pipeline or tracked data that appears or goes, and a repository that is made around it. */
function watchProjectFiles(onChange: () => void): vscode.Disposable {
  const files = vscode.workspace.createFileSystemWatcher(projectFiles, false, true, false);
  const repositories = vscode.workspace.createFileSystemWatcher("**/.git/HEAD", false, true, false);
  const onFile = (uri: vscode.Uri): void => {
    if (isProjectFile(uri)) onChange();
  };
  return vscode.Disposable.from(
    files,
    repositories,
    files.onDidCreate(onFile),
    files.onDidDelete(onFile),
    repositories.onDidCreate(onChange),
    repositories.onDidDelete(onChange),
  );
}
