/**
 * How a language server that runs in a browser gets files: by a request to its client, which has them. A path is absolute
 * with `/`, and where the URI has an authority, that stands in front: `//github/owner/repository/dvc.yaml`.
 */
export interface FilesRequest {
  /** Files whose text is wanted. */
  readonly texts: readonly string[];
  /** Folders whose names are wanted. */
  readonly folders: readonly string[];
}

/** Both lists are as long as those of the request, and in their order. */
export interface FilesAnswer {
  /** Null where there is no file in the open folders that can be read as text. */
  readonly texts: readonly (string | null)[];
  /** Names in each folder, those of folders with `/` at the end. Null where there is no such folder in the open ones. */
  readonly folders: readonly (readonly string[] | null)[];
}

/** A file that is larger, in bytes, is no pipeline that a person wrote: its text is not given. */
export const mostFileBytes = 32 * 1024 * 1024;

/** Reads what came with a request; what is no path is left out. */
export function readFilesRequest(value: unknown): FilesRequest {
  return { texts: listAt(value, "texts").filter(isText), folders: listAt(value, "folders").filter(isText) };
}

/** Reads what a client answered; what is missing or of another kind is as if there were no such file or folder. */
export function readFilesAnswer(value: unknown, { texts, folders }: FilesRequest): FilesAnswer {
  const textsGiven = listAt(value, "texts");
  const foldersGiven = listAt(value, "folders");
  return {
    texts: texts.map((_, index) => {
      const text = textsGiven[index];
      return isText(text) ? text : null;
    }),
    folders: folders.map((_, index) => {
      const names: unknown = foldersGiven[index];
      return Array.isArray(names) ? names.filter(isText) : null;
    }),
  };
}

/** The path of a folder as the server names it, from the parts of its URI. */
export function pathOfFolder({
  authority,
  path,
}: {
  readonly authority: string;
  readonly path: string;
}): string {
  const ended = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  return authority === "" ? ended : `//${authority.toLowerCase()}${ended}`;
}

/** What of a path stands below a folder, empty for the folder itself. Undefined for a path that is not in it or leaves it. */
export function placeBelow(folder: string, path: string): string | undefined {
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  const below = path === folder ? "" : path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
  return below?.split(/[\\/]/).some((name) => name === ".." || name === ".") === true ? undefined : below;
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const list: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return Array.isArray(list) ? list : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
