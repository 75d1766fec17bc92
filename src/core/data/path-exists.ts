import { lstat } from "node:fs/promises";

import { isNotFound } from "./atomic-write.ts";

/** True when something is there, also a symbolic link that leads nowhere. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
