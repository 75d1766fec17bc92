/** Small files that are looked at side by side: enough that none waits for the disk, few enough for any limit on open files. */
export const filesAtOnce = 16;

/**
 * Calls `work` for every item, at most `limit` at a time, and gives the results in the order of the items. The first
 * error stops the start of further work and is thrown once the work under way has ended.
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = Array.from({ length: items.length });
  const queue = items.entries();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
