/** How far long work has come. */
export interface Progress {
  /** What is done now, as a heading says it: "Hashing", "Uploading". */
  readonly phase: string;
  /** Units that are done. */
  readonly done: number;
  /** Units in all; absent while nobody knows. */
  readonly total?: number;
  readonly unit: "files" | "bytes";
}

/** What long work is given besides its request. */
export interface Work {
  /** When it fires, the work stops between two steps and rejects with the signal's reason; what is done stays done. */
  readonly signal: AbortSignal;
  /** Told often; who listens decides how often to draw. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
