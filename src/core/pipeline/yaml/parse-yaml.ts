import type { Document } from "../node.ts";
import { readBlockYaml } from "./block-yaml.ts";
import { documentOf, readInChunks } from "./chunked-yaml.ts";
import { parseAnyYaml } from "./parse-any-yaml.ts";

/** From this many characters on, a mistake costs what it is in and not the whole file. */
export const longText = 2_000;

/**
 * Parses YAML as DVC does: ruamel.yaml's 1.2 rules, one document, duplicate keys refused, aliases followed and merge
 * keys applied. Never throws: what is wrong comes as problems with ranges, and the tree holds what could be read.
 * An alias shares the node of its anchor, so a place inside it is the place where the value is written.
 */
export function parseYaml(file: string, text: string): Document {
  const block = readBlockYaml(text);
  if (block) return { file, text, ...block, problems: [] };
  const chunks = text.length < longText ? undefined : readInChunks(file, text);
  return chunks ? documentOf(chunks) : parseAnyYaml(file, text);
}
