import { copyFile } from "node:fs/promises";

import { isNotFound } from "#core/data/atomic-write";

/** Copies a file with its mode. False when there is nothing to copy. */
export async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
