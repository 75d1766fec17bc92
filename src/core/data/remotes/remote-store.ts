/**
 * A place that keeps named blobs, by whatever protocol. Names are relative to the remote's URL, with `/`, such as
 * `files/md5/ab/cdef…`. Blobs never change once they are there, so nothing is locked.
 * Every function throws a Failure of `failures.ts` that names the remote and the way out (wrong key, unreachable,
 * refused), and the signal's reason when that fires. Secrets never stand in a message.
 */
export interface RemoteStore {
  /** The URL for messages, without user names and passwords. */
  readonly url: string;
  /** How many transfers at once suit the protocol. */
  readonly jobs: number;
  /** Bytes of a blob; undefined when it is not there. */
  size(name: string, signal: AbortSignal): Promise<number | undefined>;
  /**
   * What the protocol says of the content of a blob without sending it, as DVC records it: an ETag. Undefined when it says
   * nothing; absent where it never does.
   */
  readonly tag?: ((name: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** All names that start with a prefix that ends in `/`, in no promised order; absent where the protocol cannot list. */
  readonly list?: ((prefix: string, signal: AbortSignal) => AsyncIterable<string>) | undefined;
  /**
   * Begins to read a blob at an offset in bytes; undefined when it is not there, no chunks at its end. A connection that
   * breaks meanwhile is the Failure `remote-interrupted`, thrown by the chunks too, after which the caller reads on from
   * where it came to.
   */
  read(name: string, offset: number, signal: AbortSignal): Promise<BlobContent | undefined>;
  /** Stores a file under a name. Whoever looks meanwhile, or after a crash, sees the whole blob or none. */
  upload(file: string, name: string, transfer: Transfer): Promise<void>;
  /** Absent where the protocol cannot delete. A name that is not there is no error. */
  readonly remove?: ((name: string, signal: AbortSignal) => Promise<void>) | undefined;
  /** Closes connections and ends helper processes. */
  dispose(): Promise<void>;
}

export interface BlobContent {
  /** The offset of the first chunk: what was asked for, or 0 where the protocol cannot start in the middle. */
  readonly start: number;
  /** Valid until the next one is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Transfer {
  readonly signal: AbortSignal;
  /** Told of each piece, in bytes; of a piece that is sent again, a negative number first. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}
