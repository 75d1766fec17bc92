import { readFile } from "node:fs/promises";

import type { RemoteConfig } from "#core/data/config/remote-config";

import type { ConnectionOptions } from "./cloud-request.ts";
import { badRemote } from "./failures.ts";

/** An option that is true or false. Throws a Failure for anything else. */
export function isSet({ name, options }: RemoteConfig, key: string, fallback: boolean): boolean {
  const text = options.get(key)?.toLowerCase();
  if (text === undefined || text === "") return fallback;
  if (text === "true" || text === "false") return text === "true";
  throw badRemote(name, `"${key}" must be true or false, not "${text}".`);
}

/** An option in whole seconds. Throws a Failure for anything else. */
function secondsOf({ name, options }: RemoteConfig, key: string, fallback: number): number {
  const text = options.get(key);
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,5}$/u.test(text)) return Number(text);
  throw badRemote(name, `"${key}" must be a whole number of seconds, not "${text}".`);
}

/**
 * How connections for a remote are made.
 * `ssl_verify` is true, false, or the path of the certificates to trust.
 * @param connectKey the option that holds the seconds for connecting, which DVC names by cloud
 */
export async function connectionOptions(
  remote: RemoteConfig,
  connectKey: string,
  env: NodeJS.ProcessEnv,
): Promise<ConnectionOptions> {
  const shared = remote.url.startsWith("s3:") ? env["AWS_CA_BUNDLE"] : undefined;
  const verify = remote.options.get("ssl_verify") ?? shared ?? env["REQUESTS_CA_BUNDLE"] ?? "true";
  const isFlag = /^(?:true|false)$/iu.test(verify);
  return {
    verify: verify.toLowerCase() !== "false",
    authorities: isFlag ? undefined : await readAuthorities(remote, verify),
    connectSeconds: secondsOf(remote, connectKey, 30),
    readSeconds: secondsOf(remote, "read_timeout", 60),
  };
}

async function readAuthorities({ name }: RemoteConfig, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw badRemote(
      name,
      `the certificates in "${file}" cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}
