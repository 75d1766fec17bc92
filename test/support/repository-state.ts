import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseDocument } from "yaml";

/**
 * What two tools that ran the same pipeline must agree on: every file outside Git's own folder and DVC's temporary one,
 * with its owner's permissions and its text. Objects of the cache are told by their names, which are their hashes.
 */
export async function stateOfRepository(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(`.git${path.sep}`) && !file.startsWith(path.join(".dvc", "tmp")))
    .toSorted();
  return new Map(await Promise.all(files.map(async (file) => [file, await describe(root, file)] as const)));
}

async function describe(root: string, file: string): Promise<string> {
  const full = path.join(root, file);
  const { mode } = await stat(full);
  const text = await readFile(full, "utf8");
  // Only the owner's permissions count; where a long line of YAML is folded is the writer's choice.
  const isFolded = file.endsWith("dvc.lock") || file.startsWith(path.join(".dvc", "cache", "runs"));
  return `${(mode & 0o700).toString(8)} ${isFolded ? unfold(text) : text}`;
}

function unfold(yaml: string): string {
  return parseDocument(yaml, { intAsBigInt: true }).toString({ lineWidth: 0 });
}
