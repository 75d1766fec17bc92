import { createCheckMemory } from "#core/pipeline/check-memory";
import type { CachedFiles } from "./files.ts";
import type { Findings } from "./findings.ts";
import { createLoadCache, type LoadCache } from "./load-cache.ts";
import { createParsedFiles, type ParsedFiles } from "./parsed-files.ts";
import { findPipelines, findRepositories, repositoryOf } from "./repository.ts";
import { createSettingsReader, type Settings, type SettingsReader } from "./settings.ts";
import { createSnapshot, type Snapshot } from "./snapshot.ts";

/** A file of a repository, in the snapshot that is in force. */
interface Located {
  readonly snapshot: Snapshot;
  /** Repository-relative. */
  readonly path: string;
}

/** The repositories of everything that is open. Paths are absolute with `/`. */
export interface Workspace {
  /** Text of an open document; it goes before what is on disk. */
  setText(path: string, text: string): void;
  /** The document was closed: the file on disk counts again. */
  closeText(path: string): void;
  /** A file was made, changed or removed on disk. */
  fileChanged(path: string): void;
  /** Files that were not known are known now. */
  filesCame(): void;
  locate(path: string): Located;
  /** The repositories that a folder is in or holds. */
  repositories(folder: string): readonly Snapshot[];
  /** Reads the pipelines of those repositories, one a step, so that others get a turn. Gives how many of them are read. */
  index(folder: string): Generator<{ readonly read: number; readonly of: number }>;
}

/** @param sharedSettings the files of DVC's settings outside of repositories, where they can be read */
export function createWorkspace(files: CachedFiles, sharedSettings?: readonly string[]): Workspace {
  const open = new Map<string, string>();
  const loaders = new Map<string, LoadCache>();
  const snapshots = new Map<string, Snapshot>();
  const roots = new Map<string, string>();
  const findings = new Map<string, Findings>();
  const parsed = new Map<string, ParsedFiles>();
  const settings = new Map<string, SettingsReader>();

  const rootOf = (path: string): string => {
    const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    const known = roots.get(folder);
    if (known !== undefined) return known;
    const root = repositoryOf(files, folder);
    roots.set(folder, root);
    return root;
  };
  const loaderOf = (root: string): LoadCache => {
    const loader = loaders.get(root) ?? createLoadCache();
    loaders.set(root, loader);
    return loader;
  };
  const parsedOf = (root: string): ParsedFiles => {
    const known = parsed.get(root) ?? createParsedFiles();
    parsed.set(root, known);
    return known;
  };
  const settingsOf = (root: string): Settings => {
    const reader = settings.get(root) ?? createSettingsReader(files, root, sharedSettings);
    settings.set(root, reader);
    return reader();
  };
  const textOf = (path: string) => open.get(path) ?? files.read(path);
  const snapshotOf = (root: string): Snapshot => {
    const known = snapshots.get(root);
    if (known !== undefined) return known;
    const found = findings.get(root) ?? { memory: createCheckMemory(), found: undefined };
    findings.set(root, found);
    const snapshot = takeSnapshot(root, {
      files,
      open,
      loader: loaderOf(root),
      findings: found,
      parsed: parsedOf(root),
      settings: settingsOf(root),
    });
    snapshots.set(root, snapshot);
    return snapshot;
  };
  const outdated = () => snapshots.clear();

  return {
    setText: (path, text) => {
      open.set(path, text);
      outdated();
    },
    closeText: (path) => {
      open.delete(path);
      files.forget(path);
      outdated();
    },
    fileChanged: (path) => {
      files.forget(path);
      roots.clear();
      outdated();
    },
    filesCame: () => {
      roots.clear();
      outdated();
    },
    locate: (path) => {
      const root = rootOf(path);
      return { snapshot: snapshotOf(root), path: path.slice(root.length + 1) };
    },
    repositories: (folder) => findRepositories(files, folder).map(snapshotOf),
    *index(folder) {
      const pipelines = findRepositories(files, folder).flatMap((root) =>
        findPipelines(files, root).map((path) => ({ root, path })),
      );
      for (const [index, { root, path }] of pipelines.entries()) {
        const reading = {
          read: (file: string) => textOf(`${root}/${file}`),
          list: (within: string) => files.list(within === "." ? root : `${root}/${within}`),
          readValues: parsedOf(root).values,
        };
        loaderOf(root)(path, reading, settingsOf(root).loading);
        yield { read: index + 1, of: pipelines.length };
      }
    },
  };
}

interface SnapshotParts {
  readonly files: CachedFiles;
  readonly open: ReadonlyMap<string, string>;
  readonly loader: LoadCache;
  readonly findings: Findings;
  readonly parsed: ParsedFiles;
  readonly settings: Settings;
}

function takeSnapshot(
  root: string,
  { files, open, loader, findings, parsed, settings }: SnapshotParts,
): Snapshot {
  // Texts are copied out of `open` because a snapshot must not change when the user types on.
  const texts = new Map(open);
  const absolute = (path: string) => (path === "" || path === "." ? root : `${root}/${path}`);
  const read = (path: string) => texts.get(absolute(path)) ?? files.read(absolute(path));
  const opened = [...texts.keys()].filter(
    (path) => path.startsWith(`${root}/`) && path.endsWith("/dvc.yaml"),
  );
  const paths = new Set([
    ...findPipelines(files, root),
    ...opened.map((path) => path.slice(root.length + 1)),
  ]);
  const list = (folder: string) => files.list(absolute(folder));
  return createSnapshot({
    root,
    loaded: [...paths].map((path) =>
      loader(path, { read, list, readValues: parsed.values }, settings.loading),
    ),
    remotes: settings.remotes,
    read,
    exists: (path) => texts.has(absolute(path)) || files.kind(absolute(path)) !== undefined,
    list,
    findings,
    parsed,
  });
}
