import { readdirSync } from "node:fs";
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";

import { isNotFound } from "./atomic-write.ts";

/** What is in a folder; nothing in one that is not there, or that went away since it was found. */
export async function listFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    return nothingIfAbsent(error);
  }
}

/** The same at once. For loops over many folders, with `openPauses`. */
export function listFolderSync(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    return nothingIfAbsent(error);
  }
}

/** The names of what is in a folder; none in one that is not there. */
export async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    return nothingIfAbsent(error);
  }
}

/** The same at once. */
export function namesInSync(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    return nothingIfAbsent(error);
  }
}

function nothingIfAbsent(error: unknown): never[] {
  if (isNotFound(error)) return [];
  throw error;
}
