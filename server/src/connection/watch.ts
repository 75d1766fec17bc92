import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileSystemWatcher,
  WatchKind,
} from "vscode-languageserver";
import type { CachedFiles } from "../workspace/files.ts";
import { filePattern } from "./file-pattern.ts";

/** Files that matter wherever they are. Others are watched once a pipeline has named them. */
const always = [
  "**/{dvc.yaml,dvc.lock,params.yaml,.dvcignore,.gitignore}",
  "**/*.dvc",
  "**/.dvc/{config,config.local}",
];
const isAlways =
  /(?:^|\/)(?:dvc\.yaml|dvc\.lock|params\.yaml|\.dvcignore|\.gitignore|[^/]*\.dvc|\.dvc\/config(?:\.local)?)$/;

/** More than this many folders whose files come and go are not worth a watcher each. */
const mostFolders = 100;

/** Pipelines are looked at again after this many milliseconds without a change. */
const delay = 500;

/** Has the client tell of changes of just the files that answers were made of. */
export interface Watching {
  /** Answers may have been made of other files than before. */
  readonly update: () => void;
  readonly dispose: () => void;
}

interface Watched {
  readonly files: Pick<CachedFiles, "asked">;
  /** The URI of an absolute path. */
  readonly uriOf: (path: string) => string;
}

export function watchFiles(
  connection: Connection,
  client: () => ClientCapabilities,
  { files, uriOf }: Watched,
): Watching {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let registered: { readonly patterns: string; readonly disposable: Disposable } | undefined;
  const register = async () => {
    const capability = client().workspace?.didChangeWatchedFiles;
    if (capability?.dynamicRegistration !== true) return;
    const watchers = [
      ...always.map((globPattern): FileSystemWatcher => ({ globPattern })),
      ...(capability.relativePatternSupport === true ? named(files, uriOf) : []),
    ];
    const patterns = JSON.stringify(watchers);
    if (patterns === registered?.patterns) return;
    const before = registered?.disposable;
    const disposable = await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    registered = { patterns, disposable };
    before?.dispose();
  };
  return {
    update: () => {
      clearTimeout(timer);
      // A client that is going away refuses; it tells of nothing any more.
      timer = setTimeout(() => void register().catch(() => undefined), delay);
    },
    dispose: () => clearTimeout(timer),
  };
}

/** Each file that was read, and the folders in which a file was looked for: those may come and go. */
function named(files: Watched["files"], uriOf: Watched["uriOf"]): FileSystemWatcher[] {
  const { read, looked } = files.asked();
  const watchers: FileSystemWatcher[] = [];
  for (const path of read) {
    if (isAlways.test(path)) continue;
    watchers.push({ globPattern: filePattern(path, uriOf) });
  }
  const folders = new Set<string>();
  for (const path of looked) {
    if (folders.size < mostFolders) folders.add(path.slice(0, path.lastIndexOf("/")) || "/");
  }
  for (const folder of folders) {
    const globPattern = { baseUri: uriOf(folder), pattern: "*" };
    watchers.push({ globPattern, kind: WatchKind.Create | WatchKind.Delete });
  }
  return watchers;
}
