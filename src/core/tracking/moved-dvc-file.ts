import { posix } from "node:path";

import { parseDvcFile } from "#core/data/dvc-file";
import { withFileHash } from "#core/data/dvc-file-hash";
import { setYamlValue } from "#core/pipeline/edit/edit-yaml";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { isUrl } from "#core/pipeline/repository-path";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping } from "#core/pipeline/value";

/** One output that gets another path; all are repository-relative. */
export interface Renaming {
  readonly from: string;
  readonly oldFile: string;
  readonly to: string;
  /** The `.dvc` file after it. */
  readonly file: string;
}

/**
 * The text of a `.dvc` file after its data moved: with the new path, and what an import comes from as seen from the new
 * folder. All else stays; what changed since it was recorded is still a change.
 */
export function movedDvcFile(text: string, { from, oldFile, to, file }: Renaming): string {
  const { outs, folder } = parseDvcFile(oldFile, text);
  const index = outs.findIndex(({ path }) => path === from);
  const newFolder = file === oldFile ? folder : posix.dirname(file);
  let edited = setYamlValue(text, `outs.${index}.path`, posix.relative(newFolder, to), "existing");
  for (const [at, path] of localSources(text)) {
    const moved = posix.relative(newFolder, posix.join(folder, path));
    if (moved !== path) edited = setYamlValue(edited, `deps.${at}.path`, moved, "existing");
  }
  return withFileHash(edited);
}

/** Relative paths among the dependencies, with their places in the list. */
function localSources(text: string): readonly (readonly [at: number, path: string])[] {
  const content = toValue(parseYaml("", text).root);
  const deps = isMapping(content) ? content.get("deps") : undefined;
  if (!isList(deps)) return [];
  return deps.flatMap((dep, at) => {
    const path = isMapping(dep) && !dep.has("repo") ? dep.get("path") : undefined;
    const isLocal = typeof path === "string" && !isUrl(path) && !posix.isAbsolute(path);
    return isLocal ? [[at, path] as const] : [];
  });
}
