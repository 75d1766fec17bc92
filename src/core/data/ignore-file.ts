import { readFile, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { isNotFound, writeFileAtomic } from "./atomic-write.ts";

/**
 * Adds a path of the repository to the `.gitignore` of its folder, unless it is there already, as DVC does for outputs
 * that its cache keeps. Ask Git first whether another rule ignores the path.
 */
export async function addIgnoreEntry(root: string, path: string): Promise<void> {
  const file = ignoreFileOf(root, path);
  const entry = ignoreEntry(posix.basename(path));
  const text = await readFile(file, "utf8").catch(emptyWhenMissing);
  if (text.split(/\r?\n/).includes(entry)) return;
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  await writeFileAtomic(file, `${start}${entry}\n`);
}

/** Takes a path out of the `.gitignore` of its folder again; the file goes when nothing else is in it. */
export async function removeIgnoreEntry(root: string, path: string): Promise<void> {
  const file = ignoreFileOf(root, path);
  const entry = ignoreEntry(posix.basename(path));
  const text = await readFile(file, "utf8").catch(emptyWhenMissing);
  const lines = text.split("\n");
  const kept = lines.filter((line) => line.trim() !== entry);
  if (kept.length === lines.length) return;
  if (kept.every((line) => line.trim() === "")) await rm(file);
  else await writeFileAtomic(file, kept.join("\n"));
}

/** The pattern that matches exactly this name in its own folder: PATTERN FORMAT in gitignore(5). */
export function ignoreEntry(name: string): string {
  const escaped = name.replaceAll(/[\\*?[\]!#]/g, String.raw`\$&`);
  return `/${escaped.replace(/ +$/, (blanks) => String.raw`\ `.repeat(blanks.length))}`;
}

function ignoreFileOf(root: string, path: string): string {
  return join(root, posix.dirname(path), ".gitignore");
}

function emptyWhenMissing(error: unknown): string {
  if (isNotFound(error)) return "";
  throw error;
}
