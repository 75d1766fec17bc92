import type { RemoteConfig } from "#core/data/config/remote-config";

import { badRemote } from "./failures.ts";
import type { RemoteStore } from "./remote-store.ts";

export interface RemoteOptions {
  /** Transfers at once; the remote's own setting, or what suits the protocol, when absent. */
  readonly jobs?: number | undefined;
}

type Opener = (remote: RemoteConfig) => Promise<RemoteStore>;

/**
 * Opens the store behind a remote. Each protocol is loaded when it is needed, so that a start costs none of them.
 * Throws a Failure for settings that make no sense and for protocols that we do not speak; what can be seen only by
 * connecting shows with the first use.
 */
export async function openRemote(remote: RemoteConfig, options: RemoteOptions = {}): Promise<RemoteStore> {
  const scheme = schemeOf(remote.url);
  const open = openers.get(scheme);
  if (open === undefined) throw unknownProtocol(remote, scheme);
  const store = await open(remote);
  return { ...store, jobs: options.jobs ?? jobsOf(remote) ?? store.jobs };
}

const openers: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ["file", async (remote) => (await import("./folder.ts")).openFolder(remote)],
  ["ssh", async (remote) => (await import("./ssh.ts")).openSsh(remote)],
  ["http", async (remote) => (await import("./http.ts")).openHttp(remote)],
  ["https", async (remote) => (await import("./http.ts")).openHttp(remote)],
  ["s3", async (remote) => (await import("./s3.ts")).openS3(remote)],
  ["gs", async (remote) => (await import("./gs.ts")).openGoogleStorage(remote)],
  ["azure", async (remote) => (await import("./azure.ts")).openAzure(remote)],
]);

/** `file` for the path of a folder. */
function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]+):\/\//iu.exec(url)?.[1]?.toLowerCase() ?? "file";
}

function jobsOf({ name, options }: RemoteConfig): number | undefined {
  const text = options.get("jobs");
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/u.test(text)) return Number(text);
  throw badRemote(name, `"jobs" must be a whole number from 1 on, not "${text}".`);
}

function unknownProtocol({ name }: RemoteConfig, scheme: string) {
  const known = [...openers.keys()].filter((each) => each !== "file");
  return badRemote(
    name,
    `${scheme}:// is not supported; there are ${known.join(", ")} and folders. Use dvc for this remote.`,
  );
}
