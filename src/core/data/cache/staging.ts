import { createHash, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { namesIn } from "#core/data/list-folder";

/** Names of folders where objects are made, in the folder of the objects: neither DVC nor we look for any in there. */
const pattern = /^\.trainyard-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}$/;

/** A new name for a folder where this process makes objects. */
export function stagingName(): string {
  return `.trainyard-${machine()}-${process.pid}-${randomBytes(8).toString("hex")}`;
}

/** Removes what processes of this machine left that were killed while they made objects. */
export async function sweepStaging(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const [, owner, pid] = pattern.exec(name) ?? [];
    if (owner !== undefined && owner === machine() && !isRunning(Number(pid))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Process numbers of another machine, or of another container, say nothing here. */
function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

/** A number may be given again: then the folder stays until that process has ended, too. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
