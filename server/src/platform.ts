import type { CachedFiles } from "./workspace/files.ts";

/** What the server needs of the program it runs in: Node, or a worker of a browser. */
export interface Platform {
  readonly files: CachedFiles;
  /**
   * DVC's settings outside of repositories, those that win last, as absolute paths with `/`. Left out where these cannot be
   * read, so that nobody knows what they say.
   */
  readonly sharedSettings?: readonly string[];
  /** Lets messages that have come meanwhile be read, such as one that cancels what is about to be done. */
  readonly pause: () => Promise<void>;
  /**
   * Where files come by messages: waits for those that were asked for and are not here yet. False when there were none, so
   * that what was made of the files is made of all of them.
   */
  readonly fetchMissing?: () => Promise<boolean>;
}
