import type { ResolveOptions } from "#core/pipeline/model";
import { readLoadingSettings } from "#core/pipeline/settings/loading-settings";
import type { Files } from "./files.ts";

/** DVC's settings of a repository, as far as they are known. */
export interface Settings {
  /** The same object for as long as no setting changes: what was loaded with it stays known. */
  readonly loading: Pick<ResolveOptions, "parsing" | "hasRemote" | "remoteNames">;
  /** Names of remotes, in lower case. There may be more where not all settings can be read. */
  readonly remotes: ReadonlySet<string>;
}

/** Gives the settings of one repository, which are read anew when a text changes. */
export type SettingsReader = () => Settings;

/**
 * Reads the settings of a repository.
 * @param shared the files of settings outside of repositories; undefined where nobody can tell what they say
 */
export function createSettingsReader(
  { read, kind }: Pick<Files, "read" | "kind">,
  root: string,
  shared: readonly string[] | undefined,
): SettingsReader {
  const own = ["config", "config.local"].map((name) => `${root}/.dvc/${name}`);
  let known: { readonly texts: readonly string[]; readonly settings: Settings } | undefined;
  return () => {
    const isRepository = kind(`${root}/.dvc`) === "folder";
    const files = isRepository ? [...(shared ?? []), ...own] : [];
    const texts = files.map((file) => read(file) ?? "");
    if (known !== undefined && texts.length === known.texts.length) {
      if (texts.every((text, index) => text === known?.texts[index])) return known.settings;
    }
    known = { texts, settings: settingsIn(texts, isRepository && shared !== undefined) };
    return known.settings;
  };
}

/** @param isAll whether DVC would read no other text; a remote is missing only then */
function settingsIn(texts: readonly string[], isAll: boolean): Settings {
  const read = readLoadingSettings(texts);
  if (read === undefined) return { loading: {}, remotes: new Set() };
  const { parsing, remotes } = read;
  const loading = isAll
    ? { parsing, hasRemote: (name: string) => remotes.has(name.toLowerCase()), remoteNames: () => remotes }
    : { parsing };
  return { loading, remotes };
}
