import { gitFailed } from "./failures.ts";
import type { Git } from "./git.ts";

/** One file of a tree. */
export interface TreeFile {
  /** Relative to the listed folder, with `/`. */
  readonly path: string;
  readonly id: string;
  /** As Git prints it: `100644`, `100755`, `120000` for a link, `160000` for a submodule. */
  readonly mode: string;
}

/**
 * How Git names a file or folder of a revision, relative to the working folder: a pipeline may live below the root of its
 * Git repository.
 */
export function pathAt({ isBare }: Git, revision: string, path: string): string {
  return `${revision}:${isBare ? "" : "./"}${path === "." ? "" : path}`;
}

/** The content of a file of a revision; undefined when it has no such file. */
export async function readBlob(git: Git, revision: string, path: string): Promise<Buffer | undefined> {
  const object = await git.objects.read(pathAt(git, revision, path));
  return object?.type === "blob" ? object.content : undefined;
}

/** The texts of many files of a revision; those that it does not have are absent. */
export async function readTexts(
  git: Git,
  revision: string,
  paths: Iterable<string>,
): Promise<Map<string, string>> {
  const texts = await Promise.all(
    [...new Set(paths)].map(
      async (path) => [path, (await readBlob(git, revision, path))?.toString("utf8")] as const,
    ),
  );
  return new Map(texts.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/**
 * All files of a revision, or those below one of its folders; undefined when there is no such revision or folder.
 * Costs one question to the object reader for each folder.
 */
export async function listFiles(git: Git, revision: string, folder = ""): Promise<TreeFile[] | undefined> {
  const object = await git.objects.read(pathAt(git, revision, folder));
  return object?.type === "tree" ? listTree(git, object.content, "") : undefined;
}

async function listTree(git: Git, content: Buffer, prefix: string): Promise<TreeFile[]> {
  const files = await Promise.all(
    parseTreeObject(content).map(async ({ path, id, mode }) => {
      if (mode !== "40000") return [{ path: prefix + path, id, mode }];
      const object = await git.objects.read(id);
      if (object?.type !== "tree") throw gitFailed(["cat-file"], `the folder ${prefix}${path} is missing`);
      return listTree(git, object.content, `${prefix}${path}/`);
    }),
  );
  return files.flat();
}

/** A tree object is `<mode> <name>` NUL and the id in binary for each member; ids are 20 or 32 bytes long. */
function parseTreeObject(content: Buffer): TreeFile[] {
  const entries = parseEntries(content, 20) ?? parseEntries(content, 32);
  if (entries === undefined) throw gitFailed(["cat-file"], "a tree object is damaged");
  return entries;
}

function parseEntries(content: Buffer, idLength: number): TreeFile[] | undefined {
  const entries: TreeFile[] = [];
  for (let offset = 0; offset < content.length;) {
    const space = content.indexOf(" ", offset);
    const end = content.indexOf(0, space);
    const mode = content.toString("latin1", offset, space);
    if (space < 0 || end < 0 || !/^[0-7]{5,6}$/.test(mode)) return undefined;
    const next = end + 1 + idLength;
    if (next > content.length) return undefined;
    entries.push({
      path: content.toString("utf8", space + 1, end),
      id: content.toString("hex", end + 1, next),
      mode,
    });
    offset = next;
  }
  return entries;
}
