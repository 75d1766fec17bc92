import { rm } from "node:fs/promises";
import { join, posix } from "node:path";

import { readTextSync } from "./read-text.ts";
import { removeLeftovers, writeLocked } from "./write-locked.ts";

/**
 * Adds paths of the repository to the `.gitignore` files of their folders, those that are not there already, as DVC does
 * for outputs that its cache keeps. Ask Git first whether another rule ignores a path.
 * Gives the `.gitignore` files that changed. Throws a Failure for one that is no text.
 */
export async function addIgnoreEntries(
  root: string,
  paths: readonly string[],
  write = writeLocked,
): Promise<string[]> {
  const add = (text: string, entries: readonly string[]): string => {
    const lines = new Set(text.split(/\r?\n/));
    const missing = entries.filter((entry) => !lines.has(entry));
    if (missing.length === 0) return text;
    const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    return `${start}${missing.map((entry) => `${entry}\n`).join("")}`;
  };
  return edit(root, paths, { change: add, write });
}

/**
 * Takes paths out of the `.gitignore` files of their folders again; a file goes when nothing is left in it.
 * Gives the `.gitignore` files that changed or went.
 */
export async function removeIgnoreEntries(root: string, paths: readonly string[]): Promise<string[]> {
  const remove = (text: string, entries: readonly string[]): string => {
    const unwanted = new Set(entries.map((entry) => entry.trim()));
    const lines = text.split(/(?<=\n)/);
    return lines.filter((line) => !unwanted.has(line.trim())).join("");
  };
  return edit(root, paths, { change: remove, write: writeLocked });
}

/** The pattern that matches exactly this name in its own folder: PATTERN FORMAT in gitignore(5). */
export function ignoreEntry(name: string): string {
  // A pattern cannot have a line break in it, and cut in two it would ignore other files: `?` is any one character.
  const escaped = name.replaceAll(/[\\*?[\]!#]/g, String.raw`\$&`).replaceAll(/[\r\n]/g, "?");
  return `/${escaped.replace(/ +$/, (blanks) => String.raw`\ `.repeat(blanks.length))}`;
}

interface Edit {
  readonly change: (text: string, entries: readonly string[]) => string;
  readonly write: typeof writeLocked;
}

/** Changes each file once, whatever the number of its entries. */
async function edit(root: string, paths: readonly string[], { change, write }: Edit): Promise<string[]> {
  const changed: string[] = [];
  for (const [folder, entries] of entriesByFolder(paths)) {
    const file = posix.join(folder, ".gitignore");
    const text = readTextSync(join(root, file)) ?? "";
    const edited = change(text, entries);
    if (edited === text) continue;
    if (edited === "") {
      removeLeftovers(join(root, file));
      await rm(join(root, file));
    } else await write(join(root, file), edited);
    changed.push(file);
  }
  return changed;
}

function entriesByFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    const entries = folders.get(folder) ?? [];
    entries.push(ignoreEntry(posix.basename(path)));
    folders.set(folder, entries);
  }
  return folders;
}
