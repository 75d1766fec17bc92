import type { Work } from "#core/progress";
import { transferFailure } from "#core/tracking/transfer/outcome";
import type { TransferReport } from "#core/tracking/transfer/request";

import type { CheckedOut } from "./checkout.ts";
import type { DataPlace } from "./place.ts";

/** What somebody does with tracked data from a menu; the command line has more options. Each may throw a Failure. */
export interface DataCommands {
  /** Tracks files and folders, given by their absolute paths. Gives what is tracked now, repository-relative. */
  add(paths: readonly string[], work: Work): Promise<readonly string[]>;
  /** Records data as it is now, and gives what was recorded. `files`: `.dvc` files; none means everything. */
  commit(files: readonly string[], work: Work): Promise<readonly string[]>;
  /** Makes data what is recorded; refuses to replace what no cache has. `files` as for `commit`. */
  checkout(files: readonly string[], work: Work): Promise<CheckedOut>;
  /** Gives how many objects went to the remotes. `files` as for `commit`. */
  push(files: readonly string[], work: Work): Promise<number>;
  /** Gives how many objects came from the remotes; the workspace is then what is recorded. `files` as for `commit`. */
  pull(files: readonly string[], work: Work): Promise<number>;
}

/** The commands for a repository. Each is loaded when it is used first: most sessions in an editor use none. */
export function dataCommands(place: DataPlace): DataCommands {
  const of = (targets: readonly string[]) => ({ targets, cwd: place.root });
  return {
    async add(paths, work) {
      const { add } = await import("./add.ts");
      return (await add(place, of(paths), work)).data;
    },
    async commit(files, work) {
      const { commit } = await import("./commit.ts");
      return (await commit(place, { ...of(files), force: true }, work)).committed;
    },
    async checkout(files, work) {
      const { checkout } = await import("./checkout.ts");
      return checkout(place, of(files), work);
    },
    async push(files, work) {
      const { push } = await import("./push.ts");
      return movedOrThrow(await push(place, of(files), work));
    },
    async pull(files, work) {
      const { pull } = await import("./pull.ts");
      return movedOrThrow((await pull(place, of(files), work)).fetched);
    },
  };
}

function movedOrThrow(report: TransferReport): number {
  const failure = transferFailure(report, { targets: [], cwd: "" });
  if (failure !== undefined) throw failure;
  return report.moved;
}
