import { textOf } from "./config-level.ts";
import type { ConfigLevel, ConfigLevelName, FoundSetting } from "./config-level.ts";
import { isPathSetting, pathFrom } from "./remote-config.ts";

/** One setting of one file, as lists show it. */
export interface ConfigEntry {
  readonly level: ConfigLevelName;
  /** Absolute path of the file. */
  readonly file: string;
  /** `remote "store"` and `url`, in lower case. */
  readonly section: string;
  readonly key: string;
  /** A path is absolute. */
  readonly value: string;
}

/** All settings of some levels in the order of the files. */
export function configEntries(levels: readonly ConfigLevel[]): readonly ConfigEntry[] {
  return levels.flatMap(({ name: level, file, settings }) =>
    [...settings].flatMap(([section, keys]) =>
      [...keys].map(([key, setting]): ConfigEntry => {
        const value = shownValue(section, key, { ...setting, file });
        return { level, file, section, key, value };
      }),
    ),
  );
}

/** `remote.store.url`, as the command line takes it. */
export function settingName(section: string, key: string): string {
  return `${section.replace(/^(\w+) "(.*)"$/, "$1.$2")}.${key}`;
}

/** Whether whoever reads the value may do what only its owner may. Such settings do not belong into Git. */
export function isSecret(section: string, key: string): boolean {
  if (section === "studio") return key === "token";
  return /^(?:remote|db|machine) "/.test(section) && secretKeys.has(key);
}

const secretKeys = new Set([
  "password",
  "passphrase",
  "secret_access_key",
  "session_token",
  "sse_customer_key",
  "token",
  "connection_string",
  "sas_token",
  "account_key",
  "client_secret",
  "oss_key_secret",
  "gdrive_client_secret",
  "ssh_private",
]);

const passwordInUrl = /(\w+:\/\/[^/?#@\s]*?):[^/?#\s]*@/g;

/** True for an URL with a password in it. */
export function holdsPassword(url: string): boolean {
  return url.search(passwordInUrl) >= 0;
}

/** The value for the eyes of others: a secret, and a password within an URL, are starred out. */
export function redacted({ section, key, value }: Pick<ConfigEntry, "section" | "key" | "value">): string {
  if (isSecret(section, key)) return "***";
  return withoutPasswords(value);
}

/** A text such as a message, with the passwords of the URLs in it starred out. */
export function withoutPasswords(text: string): string {
  return text.replace(passwordInUrl, "$1:***@");
}

function shownValue(section: string, key: string, setting: FoundSetting): string {
  return isPathSetting(section, key) ? pathFrom(setting) : textOf(setting);
}
