import type { RemoteConfig } from "#core/data/config/remote-config";

import { badRemote } from "./failures.ts";

/** Whom to connect to, and where the data is there. */
export interface SshTarget {
  readonly host: string;
  /** Absolute path of the folder of the remote. */
  readonly path: string;
  /** Options for `ssh` that stand before the host. */
  readonly options: readonly string[];
  /** The URL without the user. */
  readonly url: string;
}

/**
 * Reads the URL and the options of an ssh remote. What they do not say is up to the user's own settings of `ssh`.
 * Throws a Failure for what makes no sense, and for passwords: those ssh asks for itself, on the terminal.
 */
export function readSshTarget({ name, url, options }: RemoteConfig): SshTarget {
  const [, login, host, port, path = "/"] =
    /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]+\]|[^:/@]+)(?::(\d+))?(\/.*)?$/iu.exec(url) ?? [];
  if (host === undefined || host.startsWith("-") || login?.startsWith("-") === true) {
    throw badRemote(name, `its url is not like ssh://user@host:port/path.`);
  }
  if (login?.includes(":") === true || options.has("password") || options.has("passphrase")) {
    throw badRemote(
      name,
      "a password cannot be handed to ssh. Set up a key (`ssh-copy-id`), add it to the agent (`ssh-add`), and remove the password from the settings.",
    );
  }
  const isTrue = (key: string): boolean => options.get(key)?.toLowerCase() === "true";
  const isFalse = (key: string): boolean => options.get(key)?.toLowerCase() === "false";
  const given = (flag: string, value: string | undefined): string[] =>
    value === undefined || value === "" ? [] : [flag, value];
  const timeout = options.get("timeout") ?? "30";
  return {
    host: host.replace(/^\[(.*)\]$/u, "$1"),
    path,
    url: `ssh://${host}${port === undefined ? "" : `:${port}`}${path}`,
    options: [
      ...given("-p", port ?? options.get("port")),
      ...given("-l", login || options.get("user")),
      ...given("-i", options.get("keyfile")),
      "-o",
      `ConnectTimeout=${/^\d+$/u.test(timeout) ? timeout : "30"}`,
      ...(isTrue("gss_auth") ? ["-o", "GSSAPIAuthentication=yes"] : []),
      ...(isFalse("allow_agent") ? ["-o", "IdentityAgent=none"] : []),
    ],
  };
}
