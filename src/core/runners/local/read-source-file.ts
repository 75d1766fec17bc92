import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { parseDvcFile, type TrackedData } from "#core/data/dvc-file";
import { parseYaml } from "#core/pipeline/parse-yaml";
import { find } from "#core/pipeline/read-lock-entry";

import { brokenPipelineFailure } from "./failures.ts";

/** A `.dvc` file whose data the user may have edited. */
export interface SourceFile {
  readonly text: string;
  readonly outs: readonly TrackedData[];
}

/**
 * Reads a `.dvc` file of the data that starts a pipeline. Undefined for imported data, which is said to be what its
 * origin has. Throws a Failure for a file that cannot be understood.
 */
export async function readSourceFile(root: string, file: string): Promise<SourceFile | undefined> {
  const text = await readFile(join(root, file), "utf8");
  const { outs, problems } = parseDvcFile(file, text);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors[0]) throw brokenPipelineFailure(errors[0], errors.length);
  return isImport(file, text) ? undefined : { text, outs };
}

function isImport(file: string, text: string): boolean {
  const { root } = parseYaml(file, text);
  return root?.kind === "map" && find(root, "deps") !== undefined;
}
