import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { decodeKnowledge, encodeKnowledge } from "#core/data/hash/stat-cache-file";

/** A hash that no file of a test has: who gives it has believed the stat cache and read nothing. */
export const lie = "f".repeat(32);

/** Makes the saved stat cache of a repository say of every file that its hash is the lie. */
export async function lieInStatCache(root: string): Promise<void> {
  const file = path.join(root, ".dvc/tmp/trainyard/hashes");
  const knowledge = decodeKnowledge(await readFile(file));
  if (knowledge === undefined) throw new Error("There is no stat cache to lie in.");
  const files = [...knowledge.files].map(([key, known]) => [key, { ...known, md5: lie }] as const);
  for (const { record } of knowledge.folders.values()) record.hashes.fill(0xff);
  await writeFile(file, encodeKnowledge({ ...knowledge, files: new Map(files) }));
}
