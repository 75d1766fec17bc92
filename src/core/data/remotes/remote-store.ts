/**
 * A place that keeps named blobs, by whatever protocol. Names are relative to the remote's URL, with `/`, such as
 * `files/md5/ab/cdef…`. Blobs never change once they are there, so nothing is locked.
 * Every function throws a Failure that names the remote and the way out (wrong key, unreachable, refused), and the
 * signal's reason when that fires. Secrets never stand in a message.
 */
export interface RemoteStore {
  /** The URL for messages, without user names and passwords. */
  readonly url: string;
  /** How many transfers at once suit the protocol when the user does not say. */
  readonly jobs: number;
  /** Bytes of a blob; undefined when it is not there. */
  size(name: string, signal: AbortSignal): Promise<number | undefined>;
  /** All names that start with a prefix that ends in `/`, in no promised order; absent where the protocol cannot list. */
  readonly list?: (prefix: string, signal: AbortSignal) => AsyncIterable<string>;
  /**
   * Fetches a blob into a file. What the file holds already is the beginning of it, left by an interrupted transfer, and
   * is not fetched again where the protocol can start in the middle.
   */
  download(name: string, file: string, transfer: Transfer): Promise<void>;
  /** Stores a file under a name. Whoever looks meanwhile, or after a crash, sees the whole blob or none. */
  upload(file: string, name: string, transfer: Transfer): Promise<void>;
  /** Absent where the protocol cannot delete. A name that is not there is no error. */
  readonly remove?: (name: string, signal: AbortSignal) => Promise<void>;
  /** Closes connections and ends helper processes. */
  dispose(): Promise<void>;
}

export interface Transfer {
  readonly signal: AbortSignal;
  /** Told of each piece, in bytes. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}
