import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import type { RemoteConfig } from "#core/data/config/remote-config";

import { badRemote } from "./failures.ts";

/** A profile of the files that the AWS command line keeps: `~/.aws/credentials` and `~/.aws/config`. */
export interface S3Profile {
  readonly name: string;
  /** All settings; those nested below `s3 =` are called `s3.addressing_style` and so on. */
  readonly values: ReadonlyMap<string, string>;
}

type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the profile that a remote names with `profile`, or else the variable AWS_PROFILE; `default` otherwise, which need
 * not exist. What the credentials file says wins. Throws a Failure for a named profile that is in neither file.
 */
export async function readProfile(remote: RemoteConfig, env: NodeJS.ProcessEnv): Promise<S3Profile> {
  const named = remote.options.get("profile") ?? env["AWS_PROFILE"] ?? env["AWS_DEFAULT_PROFILE"];
  const name = named ?? "default";
  // DVC lets the variables win over the remote's own options, and so does a machine that is set up with them.
  const home = join(homedir(), ".aws");
  const credentialsFile =
    env["AWS_SHARED_CREDENTIALS_FILE"] ?? remote.options.get("credentialpath") ?? join(home, "credentials");
  const configFile = env["AWS_CONFIG_FILE"] ?? remote.options.get("configpath") ?? join(home, "config");
  const credentials = (await readSections(credentialsFile)).get(name);
  const settings = await readSections(configFile);
  const config = settings.get(`profile ${name}`) ?? (name === "default" ? settings.get(name) : undefined);
  if (named !== undefined && credentials === undefined && config === undefined) {
    throw badRemote(
      remote.name,
      `the profile "${name}" is neither in ${credentialsFile} nor in ${configFile}.`,
    );
  }
  return { name, values: new Map([...(config ?? []), ...(credentials ?? [])]) };
}

async function readSections(file: string): Promise<Sections> {
  try {
    return parseSections(await readFile(file, "utf8"));
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw error;
  }
}

/**
 * The sections of a file of the AWS command line: `[name]`, `key = value`, comments from `#` or `;` at the start of a line,
 * and settings one level deeper below a key without a value. Lines that are none of these are left out, as there.
 */
export function parseSections(text: string): Sections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let outer = "";
  for (const line of text.split(/\r?\n/u)) {
    const title = /^\[\s*([^\]]+?)\s*\]/u.exec(line)?.[1]?.replaceAll(/\s+/gu, " ").replaceAll('"', "");
    if (title !== undefined) {
      section = sections.get(title) ?? new Map<string, string>();
      sections.set(title, section);
      continue;
    }
    const [, indent = "", key, value = ""] = /^(\s*)([^#;\s=][^=]*?)\s*=\s*(.*?)\s*$/u.exec(line) ?? [];
    if (section === undefined || key === undefined) continue;
    if (indent === "") outer = key.toLowerCase();
    section.set(indent === "" ? outer : `${outer}.${key.toLowerCase()}`, value.replace(/\s+[#;].*$/u, ""));
  }
  return sections;
}
