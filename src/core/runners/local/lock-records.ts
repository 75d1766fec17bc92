import { join } from "node:path";

import { fileStamp } from "#core/data/hash/file-stamp";
import { readTextSync } from "#core/data/read-text";
import { openLockedWriter } from "#core/data/write-locked";
import { refuseErrors } from "#core/data/refuse-errors";
import { lockPathOf, parseLock } from "#core/pipeline/lock/lock-file";
import type { LockEntry, LockFile } from "#core/pipeline/lock/lock-model";
import { openLockText, type LockText } from "#core/pipeline/lock/lock-text";
import type { Stage } from "#core/pipeline/model";

/** The dvc.lock files of a repository, while its stages are brought up to date one after the other. */
export interface LockRecords {
  /** What is recorded of a stage now; another program may have changed it since the last look. */
  read(stage: Stage): LockEntry | undefined;
  /** Writes the entry of one stage; the rest of its file stays. Call it with the lock held. */
  write(stage: Stage, entry: LockEntry): Promise<void>;
}

/** A file as it was read or written last. */
interface Known {
  /** What the system says of it, or undefined where it cannot tell whether the file changed since. */
  readonly stamp: string | undefined;
  readonly lock: LockFile | LockText;
}

/**
 * Opens the dvc.lock files below a root. Each is read again only when somebody else has written it.
 * @param onWritten told of each file that was written; repository-relative
 */
export function openLockRecords(root: string, onWritten: (file: string) => void): LockRecords {
  const files = new Map<string, Known>();
  const write = openLockedWriter();
  const current = (file: string): LockFile | LockText => {
    const path = join(root, file);
    const known = files.get(file);
    const stamp = fileStamp(path);
    if (known !== undefined && stamp !== undefined && known.stamp === stamp) return known.lock;
    const text = readTextSync(path);
    const lock = text === undefined ? openLockText(file, text) : parseLock(file, text);
    refuseErrors(lock.problems, () => text);
    files.set(file, { stamp, lock });
    return lock;
  };
  /** To read a file is quicker than to make it ready to be edited. */
  const editable = (file: string): LockText => {
    const lock = current(file);
    return "set" in lock ? lock : openLockText(file, readTextSync(join(root, file)));
  };
  return {
    read: (stage) => current(lockPathOf(stage.file)).stages.get(stage.name),
    async write(stage, entry) {
      const file = lockPathOf(stage.file);
      const path = join(root, file);
      const lock = editable(file);
      const before = lock.text();
      lock.set(stage.name, entry);
      if (lock.text() === before) return;
      // What is in memory is ahead of the file until that is written; a failure must not leave it so.
      files.delete(file);
      await write(path, lock.text());
      files.set(file, { stamp: fileStamp(path), lock });
      onWritten(file);
    },
  };
}
