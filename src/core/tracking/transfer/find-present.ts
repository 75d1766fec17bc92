import { mapLimited } from "#core/data/map-limited";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import type { Work } from "#core/progress";

/** What a protocol gives in one answer, roughly: S3 and its kin give a thousand names. */
const namesPerAnswer = 1000;

/**
 * Those of the names that a remote has. Names below one folder are looked up by listing the folder or one by one, whichever
 * should take fewer questions; how many names a folder holds is known from the first one, since hashes spread evenly.
 */
export async function findPresent(
  store: RemoteStore,
  names: Iterable<string>,
  work: Work,
): Promise<Set<string>> {
  const { signal } = work;
  const present = new Set<string>();
  const byFolder = groupByFolder(names);
  const total = [...byFolder.values()].reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  const advance = (count: number): void => {
    done += count;
    work.onProgress?.({ phase: "Checking the remote", done, total, unit: "files" });
  };
  const list = async (folder: string, wanted: readonly string[]): Promise<number> => {
    const found = await listFolder(store, folder, signal);
    for (const name of wanted) if (found.has(name)) present.add(name);
    advance(wanted.length);
    return found.size;
  };
  const [fullest, ...others] = [...byFolder].toSorted(([, a], [, b]) => b.length - a.length);
  if (fullest === undefined) return present;
  const canList = store.list !== undefined && fullest[1].length > 1;
  const perFolder = canList ? await list(...fullest) : Infinity;
  const single: string[] = canList ? [] : [...fullest[1]];
  const listed: [string, readonly string[]][] = [];
  for (const [folder, wanted] of others) {
    if (wanted.length > Math.ceil(perFolder / namesPerAnswer)) listed.push([folder, wanted]);
    else single.push(...wanted);
  }
  await mapLimited(listed, store.jobs, ([folder, wanted]) => list(folder, wanted));
  await mapLimited(single, store.jobs, async (name) => {
    const size = await withRetries(signal, () => store.size(name, signal));
    if (size !== undefined) present.add(name);
    advance(1);
  });
  return present;
}

function groupByFolder(names: Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    const group = groups.get(folder);
    if (group === undefined) groups.set(folder, [name]);
    else group.push(name);
  }
  return groups;
}

/** All names of a folder. A listing that breaks off starts again from its beginning. */
function listFolder(store: RemoteStore, folder: string, signal: AbortSignal): Promise<Set<string>> {
  return withRetries(signal, async () => {
    const found = new Set<string>();
    for await (const name of store.list?.(folder, signal) ?? []) found.add(name);
    return found;
  });
}
