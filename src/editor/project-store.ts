import * as vscode from "vscode";

import type {
  ExperimentTable,
  Pipeline,
  Project,
  ProjectPart,
  RegisteredModel,
  Run,
  StageStatus,
} from "#core/project";

/** `status` follows `pipeline` and `data` later: hashing may take a while, and views show the stages before. */
export type StorePart = ProjectPart | "status";

/**
 * One open project and what was last read of it. Everything that shows a project reads it here, so that a change
 * on disk is read once however many views show it.
 */
export interface ProjectStore extends vscode.Disposable {
  readonly project: Project;
  readonly root: vscode.Uri;
  /** Name of the repository's folder. */
  readonly name: string;
  pipeline(): Promise<Pipeline>;
  runs(): Promise<readonly Run[]>;
  experiments(): Promise<ExperimentTable>;
  models(): Promise<readonly RegisteredModel[]>;
  /** The last known state of the stages; undefined until it is known. Asking starts what is needed to know it. */
  status(): readonly StageStatus[] | undefined;
  /** Forgets what changed and tells everybody; everything when it is not known what did. */
  refresh(parts?: ReadonlySet<ProjectPart>): void;
  readonly onDidChange: vscode.Event<ReadonlySet<StorePart>>;
}

const everything: ReadonlySet<ProjectPart> = new Set(["pipeline", "data", "experiments", "runs", "registry"]);

/** Wraps a project; the store owns it and disposes it. `onError` hears why the status could not be read. */
export function createProjectStore(project: Project, onError: (error: unknown) => void): ProjectStore {
  const changed = new vscode.EventEmitter<ReadonlySet<StorePart>>();
  const root = vscode.Uri.file(project.root);
  const pipeline = remember(() => project.pipeline());
  const runs = remember(() => project.runs());
  const experiments = remember(() => project.experiments());
  const models = remember(() => project.models());
  const status = followStatus(project, () => changed.fire(new Set(["status"])), onError);
  const forget = (parts: ReadonlySet<ProjectPart>): void => {
    const any = (...of: ProjectPart[]): boolean => of.some((part) => parts.has(part));
    if (any("pipeline")) pipeline.forget();
    if (any("runs")) runs.forget();
    if (any("pipeline", "data", "experiments", "runs")) experiments.forget();
    if (any("registry", "pipeline")) models.forget();
    if (any("pipeline", "data")) status.forget();
    changed.fire(parts);
  };
  const watcher = project.watch(forget);
  return {
    project,
    root,
    name: root.path.slice(root.path.lastIndexOf("/") + 1),
    pipeline: pipeline.get,
    runs: runs.get,
    experiments: experiments.get,
    models: models.get,
    status: status.get,
    refresh: (parts = everything) => forget(parts),
    onDidChange: changed.event,
    dispose: () => {
      watcher.dispose();
      changed.dispose();
      project.dispose();
    },
  };
}

/** Reads on the first call and keeps the answer until it is forgotten. A failed read is not kept. */
function remember<T>(read: () => Promise<T>): { get: () => Promise<T>; forget: () => void } {
  let last: Promise<T> | undefined;
  const start = (): Promise<T> => {
    const reading = read().catch((error: unknown) => {
      if (last === reading) last = undefined;
      throw error;
    });
    return reading;
  };
  return {
    get: () => (last ??= start()),
    forget: () => {
      last = undefined;
    },
  };
}

/** Keeps the last known status, also while a newer one is being read, so that no view flickers. */
function followStatus(
  project: Project,
  onRead: () => void,
  onError: (error: unknown) => void,
): { get: () => readonly StageStatus[] | undefined; forget: () => void } {
  let known: readonly StageStatus[] | undefined;
  let fresh = false;
  let reading = false;
  const read = async (): Promise<void> => {
    reading = true;
    fresh = true;
    try {
      known = (await project.status()).stages;
    } catch (error) {
      onError(error);
    }
    reading = false;
    if (fresh) onRead();
    else void read();
  };
  return {
    get: () => {
      if (!fresh && !reading) void read();
      return known;
    },
    forget: () => {
      fresh = false;
    },
  };
}
