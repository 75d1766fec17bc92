import type { RemoteStore } from "./remote-store.ts";
import { withRetries } from "./with-retries.ts";

/**
 * The bytes of a small blob. Undefined when it is not there, or is larger than it may be.
 * @param most bytes
 */
export function readWhole(
  store: RemoteStore,
  name: string,
  { signal, most }: { readonly signal: AbortSignal; readonly most: number },
): Promise<Buffer | undefined> {
  return withRetries(signal, async () => {
    const content = await store.read(name, 0, signal);
    if (content === undefined) return undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of content.chunks) {
      size += chunk.length;
      if (size > most) return undefined;
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  });
}
