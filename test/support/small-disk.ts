import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A file system with little room. */
export interface SmallDisk {
  resize(size: string): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts one at a folder, which comes into being; gives why not, where the system does not let us. */
export async function mountSmallDisk(folder: string, size: string): Promise<SmallDisk | string> {
  if (process.platform !== "linux") return "only Linux can mount a tmpfs";
  if (process.getuid?.() !== 0) return "only root may mount a tmpfs";
  await mkdir(folder, { recursive: true });
  try {
    await execute("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  } catch (error) {
    return `mount failed: ${String(error)}`;
  }
  return {
    resize: async (room) => void (await execute("mount", ["-o", `remount,size=${room}`, folder])),
    unmount: async () => void (await execute("umount", [folder])),
  };
}
