import { scalarYaml } from "../yaml/print-yaml.ts";
import type { Document } from "../node.ts";
import type { Fix, Range } from "../problem.ts";

/**
 * The fix that writes another text in place of a scalar and keeps its quotes. Undefined where the file does not say
 * the old text itself, because a `${}` in a template gave it.
 */
export function fixRewriting(
  document: Document | undefined,
  range: Range,
  from: string,
  to: string,
): Fix | undefined {
  if (!document) return undefined;
  const written = document.text.slice(range.start, range.end);
  const quote = /^["']/.exec(written)?.[0];
  const bare = quote === undefined ? written : written.slice(1, -1);
  if (bare !== from) return undefined;
  const newText =
    quote === '"' ? JSON.stringify(to) : quote === "'" ? `'${to.replaceAll("'", "''")}'` : scalarYaml(to);
  return {
    title: `Change to '${to}'`,
    changes: [{ file: document.file, range, newText }],
    preferred: true,
  };
}
