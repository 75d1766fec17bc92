import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { parseDvcFile, type TrackedData } from "#core/data/dvc-file";
import { refuseErrors } from "#core/data/refuse-errors";
import { childOf } from "#core/pipeline/map-entries";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { toValue } from "#core/pipeline/to-value";

/** A `.dvc` file whose data the user may have edited. */
export interface SourceFile {
  readonly text: string;
  readonly outs: readonly TrackedData[];
}

/**
 * Reads a `.dvc` file of the data that starts a pipeline. Undefined for imported data that is to follow its origin: an
 * import is frozen until somebody unfreezes it, and a frozen one is what stands in the workspace, as for DVC.
 * Throws a Failure for a file that cannot be understood.
 */
export async function readSourceFile(root: string, file: string): Promise<SourceFile | undefined> {
  const text = await readFile(join(root, file), "utf8");
  const { outs, problems } = parseDvcFile(file, text);
  refuseErrors(problems, () => text);
  return followsOrigin({ file, text, outs }) ? undefined : { text, outs };
}

/** So does an import that records no content, because nothing was downloaded yet. */
function followsOrigin({ file, text, outs }: SourceFile & { readonly file: string }): boolean {
  const { root } = parseYaml(file, text);
  if (root?.kind !== "map" || childOf(root, "deps") === undefined) return false;
  return toValue(childOf(root, "frozen")) !== true || outs.some(({ md5 }) => md5 === undefined);
}
