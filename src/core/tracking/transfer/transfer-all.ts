import { mapLimited } from "#core/data/map-limited";
import { Failure } from "#core/failure";

/** What became of each of many items. */
export interface TransferOutcome<Item> {
  readonly moved: readonly Item[];
  /** Not there, where they should come from. */
  readonly missing: readonly Item[];
  readonly failed: readonly { readonly item: Item; readonly reason: string }[];
}

/** Failures of one object that say that the others will do no better. */
const hopeless: ReadonlySet<string> = new Set(["remote-unreachable", "bad-remote", "file-refused"]);

/** So many failures, and nothing that worked, mean that nothing will. */
const patience = 10;

/**
 * Moves items side by side. One that fails does not stop the others, unless the failure concerns all of them (the remote
 * cannot be reached or refuses each of them, the disk is full): that one is thrown, once the work under way has ended.
 */
export async function transferAll<Item>(
  items: readonly Item[],
  { jobs, signal }: { readonly jobs: number; readonly signal: AbortSignal },
  move: (item: Item) => Promise<"moved" | "missing">,
): Promise<TransferOutcome<Item>> {
  const ended: Record<"moved" | "missing", Item[]> = { moved: [], missing: [] };
  const failed: { item: Item; reason: string }[] = [];
  let refusal: Failure | undefined;
  await mapLimited(items, jobs, async (item) => {
    signal.throwIfAborted();
    try {
      ended[await move(item)].push(item);
    } catch (error) {
      if (signal.aborted || !(error instanceof Failure) || hopeless.has(error.kind)) throw error;
      failed.push({ item, reason: error.message });
      if (error.class === "environment") refusal ??= error;
      if (failed.length >= patience && ended.moved.length === 0) throw error;
    }
  });
  if (refusal !== undefined && failed.length === items.length) throw refusal;
  return { ...ended, failed };
}
