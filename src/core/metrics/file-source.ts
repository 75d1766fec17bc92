/**
 * Files of one place: of the workspace, of a run's folder, of a Git revision. What reads metrics and curves asks this
 * and nothing else, so that it is the same for all of them. Paths are repository-relative with `/`.
 */
export interface FileSource {
  /** The files at or below a path, sorted: the path itself where it is a file, nothing where nothing is there. */
  list(path: string): Promise<readonly string[]>;
  /** A text that changes when the file may have changed; undefined where there is no such file. */
  stamp(path: string): Promise<string | undefined>;
  /** The bytes from an offset on, 0 unless told; undefined where there is no such file. */
  read(path: string, offset?: number): Promise<Uint8Array | undefined>;
}

/** Text as Python's `utf-8` reads it: a byte-order mark, with which DVC reads no JSON, is a part of it. Undefined if it is not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
