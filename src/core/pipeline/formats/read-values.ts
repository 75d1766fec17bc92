import type { Document, Node } from "../node.ts";
import { formatOf } from "./format-of.ts";
import { parseJson } from "./parse-json.ts";
import { parsePython } from "./parse-python.ts";
import { parseToml } from "./parse-toml.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { Problem } from "../problem.ts";
import { isEmptyInPython } from "../python/python-equality.ts";
import { toValue } from "../to-value.ts";
import type { Value } from "../value.ts";

/** What a parameter or metrics file holds. */
export interface ReadValues {
  /** Undefined where DVC could not read the file either. */
  readonly values: Value | undefined;
  /** The tree with places, also of a file with mistakes. */
  readonly document: Document;
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of values by its suffix, as DVC does: `.json`, `.toml` and `.py` are what they say, everything else is
 * YAML. A file without anything, and one with an empty list, nothing, zero or `false`, is an empty mapping.
 */
export function readValues(path: string, text: string): ReadValues {
  return valuesIn(parse(path, text), toValue);
}

/** What a tree with its problems says. `toValue` may be one that remembers. */
export function valuesIn(document: Document, valueOf: (node: Node | undefined) => Value): ReadValues {
  const { root, problems } = document;
  const isBroken = problems.some((problem) => problem.severity === "error");
  return { values: isBroken ? undefined : orEmpty(valueOf(root)), document, problems };
}

function parse(path: string, text: string): Document {
  const format = formatOf(path);
  if (format === "json") return parseJson(path, text);
  if (format === "toml") return parseToml(path, text);
  return format === "python" ? parsePython(path, text) : parseYaml(path, text);
}

function orEmpty(value: Value): Value {
  return isEmptyInPython(value) ? new Map() : value;
}
