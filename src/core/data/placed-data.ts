import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

import { isNotFound, writeFileAtomic } from "./atomic-write.ts";
import { isObject } from "./json-object.ts";
import { ownFolder } from "./own-folder.ts";

/**
 * Which outputs the commands on data put into the workspace, and what they held: a checkout after a change of branches
 * takes away what is tracked no longer. Repository-relative paths.
 */
export interface PlacedData {
  /** md5 by path. */
  readonly known: ReadonlyMap<string, string>;
  remember(path: string, md5: string): void;
  /** What belongs to the user from now on. */
  forget(path: string): void;
  /** Writes what has changed. */
  save(): Promise<void>;
}

/** Opens the record of a repository, `.dvc/tmp/trainyard/placed.json`. Without one nothing is taken away. */
export async function openPlacedData(root: string): Promise<PlacedData> {
  const file = ownFolder(root, "placed.json");
  const known = await read(file);
  let changed = false;
  return {
    known,
    remember(path, md5) {
      changed ||= known.get(path) !== md5;
      known.set(path, md5);
    },
    forget(path) {
      if (known.delete(path)) changed = true;
    },
    async save() {
      if (!changed) return;
      changed = false;
      await mkdir(dirname(file), { recursive: true });
      await writeFileAtomic(file, JSON.stringify({ version: 1, placed: Object.fromEntries(known) }));
    },
  };
}

async function read(file: string): Promise<Map<string, string>> {
  try {
    const data: unknown = JSON.parse(await readFile(file, "utf8"));
    const placed = isObject(data) && data["version"] === 1 ? data["placed"] : undefined;
    const entries = isObject(placed) ? Object.entries(placed) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch (error) {
    if (isNotFound(error) || error instanceof SyntaxError) return new Map();
    throw error;
  }
}
