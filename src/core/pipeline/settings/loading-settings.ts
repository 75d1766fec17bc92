import type { ResolveOptions } from "../model.ts";
import { readIni } from "./read-ini.ts";

/** What DVC's settings say to whoever loads a pipeline. */
export interface LoadingSettings {
  readonly parsing: NonNullable<ResolveOptions["parsing"]>;
  /** Names in lower case, as DVC compares them. */
  readonly remotes: ReadonlySet<string>;
}

/**
 * Reads the files of settings, each winning over those before it. Undefined where one of them is none that DVC would
 * read: then nothing is known.
 */
export function readLoadingSettings(texts: readonly string[]): LoadingSettings | undefined {
  const remotes = new Set<string>();
  const parsing = new Map<string, string>();
  for (const text of texts) {
    let section = "";
    for (const entry of readIni(text)) {
      if (entry.kind === "fault") return undefined;
      if (entry.kind === "setting") {
        if (section === "parsing") parsing.set(entry.key, String(entry.value));
        continue;
      }
      section = entry.name;
      const name = nameOfRemote(section);
      if (name !== undefined) remotes.add(name);
    }
  }
  return { parsing: parsingSettings((key) => parsing.get(key)), remotes };
}

/** How mappings are written in commands, from the values of the section `parsing`. */
export function parsingSettings(
  valueOf: (key: "bool" | "list") => string | undefined,
): LoadingSettings["parsing"] {
  const [bool, list] = [valueOf("bool")?.toLowerCase(), valueOf("list")?.toLowerCase()];
  return {
    ...(bool !== undefined && { bool: bool === "boolean_optional" ? bool : "store_true" }),
    ...(list !== undefined && { list: list === "append" ? list : "nargs" }),
  };
}

/** The name in a section `remote "name"`. */
export function nameOfRemote(section: string): string | undefined {
  return /^remote "(.*)"$/.exec(section)?.[1];
}
