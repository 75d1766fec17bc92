import { open } from "node:fs/promises";

/** Waits until what was written to a file is on the disk. Windows does that only for whoever may write to the file. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, process.platform === "win32" ? "r+" : "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
