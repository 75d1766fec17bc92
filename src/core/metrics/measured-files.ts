import { flatten } from "#core/pipeline/params/flatten";
import type { Problem } from "#core/pipeline/problem";
import { readValues } from "#core/pipeline/formats/read-values";
import { isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";

import { decodeText } from "./file-source.ts";
import type { FileSource } from "./file-source.ts";

/** What parameter or metrics files hold: by file, then by dotted name, both in file order. */
export interface MeasuredFiles {
  readonly values: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  /** Files that could not be read; the others are there all the same. */
  readonly problems: readonly Problem[];
}

/** Reads each file and lets `select` choose of its values; files that are not there, as before a first run, are left out. */
export async function readMeasuredFiles(
  files: readonly string[],
  source: FileSource,
  select: (values: Value, file: string) => ReadonlyMap<string, Value>,
): Promise<MeasuredFiles> {
  const texts = await Promise.all(files.map((file) => source.read(file)));
  const values = new Map<string, ReadonlyMap<string, Value>>();
  const problems: Problem[] = [];
  for (const [index, file] of files.entries()) {
    const bytes = texts[index];
    if (!bytes) continue;
    const text = decodeText(bytes);
    if (text === undefined) {
      problems.push(unreadable(file, "it is not UTF-8 text; write it as JSON or YAML"));
      continue;
    }
    const read = readValues(file, text);
    problems.push(...read.problems);
    if (read.values !== undefined) values.set(file, select(read.values, file));
  }
  return { values, problems };
}

/** The values of a file by dotted name; a file that is one bare value has it under the empty name, as DVC says it. */
export function leaves(values: Value): ReadonlyMap<string, Value> {
  return isMapping(values) ? flatten(values) : new Map([["", values]]);
}

/** A file that cannot be shown, with the reason as the rest of the sentence. */
export function unreadable(file: string, reason: string): Problem {
  return {
    code: "dvc/unreadable-file",
    severity: "warning",
    message: `"${file}" cannot be shown: ${reason}.`,
    file,
    range: { start: 0, end: 0 },
  };
}
