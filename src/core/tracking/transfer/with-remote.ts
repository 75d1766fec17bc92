import type { RemoteConfig } from "#core/data/config/remote-config";
import { openRemote } from "#core/data/remotes/open-remote";
import type { RemoteStore } from "#core/data/remotes/remote-store";

/** Opens a remote, does something with it, and closes it. */
export async function withRemote<T>(
  remote: RemoteConfig,
  jobs: number | undefined,
  use: (store: RemoteStore) => Promise<T>,
): Promise<T> {
  const store = await openRemote(remote, { jobs });
  try {
    return await use(store);
  } finally {
    await store.dispose();
  }
}
