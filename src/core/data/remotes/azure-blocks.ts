import { mapLimited } from "#core/data/map-limited";

import type { AzureService } from "./azure-service.ts";
import { textOf } from "./cloud-request.ts";
import { partsIn, textIn } from "./cloud-xml.ts";

/** A file to be stored in blocks. */
export interface BlockUpload {
  readonly service: AzureService;
  readonly file: string;
  readonly size: number;
  readonly key: string;
  readonly signal: AbortSignal;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const smallestBlock = 16 << 20;
const mostBlocks = 50_000;
const blocksAtOnce = 4;

/**
 * Stores a file in blocks, which the service makes one blob of at the end. Blocks that an interrupted upload has left under
 * the same key are taken over: a key of a remote stands for its content. The service forgets them after a week.
 */
export async function uploadInBlocks(upload: BlockUpload): Promise<void> {
  const { service, file, size, key, signal, onBytes } = upload;
  const length = Math.max(smallestBlock, Math.ceil(size / mostBlocks));
  const present = await findBlocks(upload);
  const starts = Array.from({ length: Math.ceil(size / length) }, (_, index) => index * length);
  const ids = await mapLimited(starts, blocksAtOnce, async (start) => {
    signal.throwIfAborted();
    const part = { file, start, length: Math.min(length, size - start) };
    const id = idOf(start, length);
    if (present.get(id) === part.length) {
      onBytes?.(part.length);
      return id;
    }
    const query = { comp: "block", blockid: id };
    await service.ask({ method: "PUT", key, query, body: part, ...(onBytes && { onBytes }) }, signal);
    return id;
  });
  const list = ids.map((id) => `<Uncommitted>${id}</Uncommitted>`).join("");
  const body = `<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`;
  await service.ask({ method: "PUT", key, query: { comp: "blocklist" }, body }, signal);
}

/** The ids of one blob must have the same length. */
function idOf(start: number, length: number): string {
  return Buffer.from(`${String(start).padStart(15, "0")}-${String(length).padStart(12, "0")}`).toString(
    "base64",
  );
}

/** Sizes of the blocks that are there already, by id. */
async function findBlocks({ service, key, signal }: BlockUpload): Promise<ReadonlyMap<string, number>> {
  const query = { comp: "blocklist", blocklisttype: "uncommitted" };
  const response = await service.send({ method: "GET", key, query }, signal);
  if (response.status === 404) {
    response.body.resume();
    return new Map();
  }
  if (response.status >= 300) throw await service.refusal(response);
  const xml = await textOf(response);
  return new Map(
    partsIn(xml, "Block").map((block) => [textIn(block, "Name") ?? "", Number(textIn(block, "Size"))]),
  );
}
