import { readValues } from "#core/pipeline/formats/read-values";
import type { Value } from "#core/pipeline/value";

import { decodeText } from "./file-source.ts";
import type { FileSource } from "./file-source.ts";

/** What a file of metrics or parameters holds, or why there is nothing to show of it. */
export type ShownFile =
  | { readonly kind: "values"; readonly values: Value }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** What files hold, by repository-relative path. */
export type ShownFiles = ReadonlyMap<string, ShownFile>;

/** Reads one file by its suffix; what is wrong with it is in the result. */
export async function readShownFile(source: FileSource, path: string): Promise<ShownFile> {
  const bytes = await source.read(path);
  if (bytes === undefined) return { kind: "missing" };
  const text = decodeText(bytes);
  if (text === undefined) return { kind: "unreadable", reason: "It is not UTF-8 text." };
  const { values, problems } = readValues(path, text);
  if (values !== undefined) return { kind: "values", values };
  return { kind: "unreadable", reason: problems[0]?.message ?? "It cannot be read." };
}

/** A path, or the files in it where it is a folder. */
export async function expandPath(source: FileSource, path: string): Promise<readonly string[]> {
  const files = await source.list(path);
  return files.length > 0 ? files : [path];
}
