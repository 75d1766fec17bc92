import { createHash } from "node:crypto";

import { canonicalJson } from "#core/pipeline/python/canonical-json";
import { setYamlValue } from "#core/pipeline/edit/edit-yaml";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping } from "#core/pipeline/value";
import type { Mapping, Scalar, Value } from "#core/pipeline/value";

/** What of a `.dvc` file does not count, wherever it stands: DVC's `Stage.compute_md5`. */
const uncounted: readonly Scalar[] = [
  "desc",
  "type",
  "labels",
  "meta",
  "locked",
  "frozen",
  "metric",
  "persist",
  "isexec",
  "size",
  "nfiles",
];

/**
 * The text of a `.dvc` file with its own hash made anew. Files of imports have one, with which DVC sees that somebody
 * changed them; the files of plain data have none and stay as they are.
 */
export function withFileHash(text: string): string {
  const content = toValue(parseYaml("", text).root);
  if (!isMapping(content) || !content.has("md5")) return text;
  const md5 = dvcFileHash(content);
  return content.get("md5") === md5 ? text : setYamlValue(text, "md5", md5, "existing");
}

/** The hash of a `.dvc` file, which is the one that it records unless it was changed. */
export function dvcFileHash(content: Mapping): string {
  const isDefault = (key: Scalar, value: Value): boolean =>
    key === "md5" || (key === "wdir" && value === ".") || uncounted.includes(key);
  const counted = new Map([...content].filter(([key, value]) => !isDefault(key, value)));
  return createHash("md5")
    .update(canonicalJson(strip(counted)))
    .digest("hex");
}

/** DVC writes neither what is empty nor what is the default, so such keys of a file do not count either. */
function strip(value: Value): Value {
  if (isList(value)) return value.map(strip);
  if (!isMapping(value)) return value;
  const isLeftOut = (key: Scalar, item: Value): boolean =>
    uncounted.includes(key) || ((key === "cache" || key === "push") && item === true);
  return new Map(
    [...value].filter(([key, item]) => !isLeftOut(key, item)).map(([key, item]) => [key, strip(item)]),
  );
}
