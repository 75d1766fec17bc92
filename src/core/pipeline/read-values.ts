import type { Document } from "./node.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Problem } from "./problem.ts";
import { toValue } from "./to-value.ts";
import type { Value } from "./value.ts";

/** What a parameter or metrics file holds. */
export interface ReadValues {
  /** Undefined where DVC could not read the file either, or where we cannot. */
  readonly values: Value | undefined;
  /** The tree with places, also of a file with mistakes; absent for formats that we do not parse. */
  readonly document?: Document;
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of values by its suffix: `.json` is JSON, everything else is YAML, as in DVC. An empty YAML file is an
 * empty mapping. `.toml` and `.py` are DVC formats that are not read here: an information problem says so.
 */
export function readValues(path: string, text: string): ReadValues {
  const suffix = /\.[^./]*$/.exec(path)?.[0].toLowerCase();
  if (suffix === ".toml" || suffix === ".py") return unsupported(path, suffix);
  const document = suffix === ".json" ? parseJson(path, text) : parseYaml(path, text);
  const broken = document.problems.some((problem) => problem.severity === "error");
  return { values: broken ? undefined : valuesOf(document), document, problems: document.problems };
}

function valuesOf(document: Document): Value {
  const value = toValue(document.root);
  const isFalsy = value === null || value === false || value === "" || value === 0 || value === 0n;
  return isFalsy ? new Map() : value;
}

function unsupported(path: string, suffix: string): ReadValues {
  const message = `Values in '${suffix}' files are not checked: only YAML and JSON are read here.`;
  const range = { start: 0, end: 0 };
  return {
    values: undefined,
    problems: [{ code: "params/unsupported-format", severity: "information", message, file: path, range }],
  };
}
