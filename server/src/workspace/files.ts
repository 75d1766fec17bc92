/**
 * What the server asks of a file system. Paths are absolute with `/`. Synchronous, because one snapshot reads a handful of
 * small text files and must see all of them at one moment.
 */
export interface Files {
  /** Text of a file, or undefined where there is none that can be read. */
  readonly read: (path: string) => string | undefined;
  readonly kind: (path: string) => "file" | "folder" | undefined;
  /** Names in a folder; folders end with `/`. Empty where there is no such folder. */
  readonly list: (folder: string) => readonly string[];
}

/** Remembers what was asked until it is told that something changed. */
export interface CachedFiles extends Files {
  /** Forgets a path, and what was said about it by the folder that holds it. */
  readonly forget: (path: string) => void;
  /** What answers were made of so far: files whose text was read, and paths that were looked for. */
  readonly asked: () => { readonly read: Iterable<string>; readonly looked: Iterable<string> };
}

/** Reads each path once; files that change are told by the editor's watcher. */
export function cacheFiles(files: Files): CachedFiles {
  const texts: Known<string | undefined> = new Map();
  const kinds: Known<"file" | "folder" | undefined> = new Map();
  const lists: Known<readonly string[]> = new Map();
  return {
    read: (path) => remember(texts, path, files.read),
    kind: (path) => remember(kinds, path, files.kind),
    list: (path) => remember(lists, path, files.list),
    forget: (path) => {
      texts.delete(path);
      kinds.delete(path);
      lists.delete(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    },
    asked: () => ({ read: texts.keys(), looked: kinds.keys() }),
  };
}

/** Boxed, because that something is absent is an answer too. */
type Known<T> = Map<string, { readonly answer: T }>;

function remember<T>(known: Known<T>, path: string, ask: (path: string) => T): T {
  const before = known.get(path);
  if (before !== undefined) return before.answer;
  const answer = ask(path);
  known.set(path, { answer });
  return answer;
}
