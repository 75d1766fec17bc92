import type { Git } from "#core/git/git";

/** A repository as the commands on its data are given it. */
export interface DataPlace {
  /** Absolute path of the folder that holds `.dvc`. */
  readonly root: string;
  readonly git: Git;
}
