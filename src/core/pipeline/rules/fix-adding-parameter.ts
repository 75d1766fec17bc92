import { EditRefused, setJsonValue, setYamlValue } from "../edit/edit-yaml.ts";
import { smallestChange } from "../edit/smallest-change.ts";
import { formatOf } from "../formats/format-of.ts";
import type { Fix } from "../problem.ts";
import type { Value } from "../value.ts";

/** A parameter by its dotted key, with what is to stand there. */
export interface AddedParameter {
  readonly key: string;
  /** Null where nobody knows: the user fills it in. */
  readonly value: Value;
}

/**
 * The fix that adds parameters to a file. Undefined for keys that name no single place, for other formats than YAML and
 * JSON, and for a file that has something else in the place.
 */
export function fixAddingParameters(
  path: string,
  text: string,
  added: readonly AddedParameter[],
): Fix | undefined {
  const format = formatOf(path);
  if (format !== "json" && format !== "yaml") return undefined;
  if (added.some(({ key }) => /[*?[]/.test(key) || key.split(".").includes(""))) return undefined;
  const edit = format === "json" ? setJsonValue : setYamlValue;
  try {
    const after = added.reduce((before, { key, value }) => edit(before, key, value, "add"), text);
    const keys = added.map(({ key }) => `'${key}'`).join(", ");
    return { title: `Add ${keys} to ${path}`, changes: [smallestChange(path, text, after)] };
  } catch (error) {
    if (error instanceof EditRefused) return undefined;
    throw error;
  }
}
