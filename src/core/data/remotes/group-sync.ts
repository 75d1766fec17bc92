import { syncFile } from "#core/data/sync-file";
import { syncFileSystem } from "#core/data/sync-file-system";

/** Waits until what was written to a file is on the disk. */
export type GroupSync = (file: string) => Promise<void>;

/** Up to as many files are brought to the disk one by one; more of them with everything that waits to be written. */
const few = 16;

/** A file that waits for the disk. */
interface Waiting {
  readonly file: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Brings files of one file system to the disk, those together that come while the disk is busy: of thousands of small
 * files each would take as long as all of them.
 * @param folder absolute path on that file system
 */
export function openGroupSync(folder: string): GroupSync {
  let waiting: Waiting[] = [];
  let isBusy = false;
  const work = async (): Promise<void> => {
    isBusy = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      if (group.length <= few || !(await syncFileSystem(folder))) await Promise.all(group.map(syncOne));
      else for (const { resolve } of group) resolve();
    }
    isBusy = false;
  };
  return (file) =>
    new Promise((resolve, reject) => {
      waiting.push({ file, resolve, reject });
      // Later in this turn of the event loop others may come.
      if (!isBusy) setImmediate(() => (isBusy ? undefined : void work()));
    });
}

async function syncOne({ file, resolve, reject }: Waiting): Promise<void> {
  try {
    await syncFile(file);
    resolve();
  } catch (error) {
    reject(error);
  }
}
