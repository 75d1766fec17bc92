import { closest } from "../did-you-mean.ts";
import { textOf } from "../map-entries.ts";
import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import type { WrittenPlot } from "./plot-places.ts";
import type { CheckFacts } from "./rule.ts";

/** `plots/unknown-column`: a column that the table of a plot does not have. */
export function findUnknownColumns(
  { sources, hasHeader }: WrittenPlot,
  document: Document,
  { world }: CheckFacts,
): Problem[] {
  return sources.flatMap(({ path, columns }) => {
    const header = columns.length > 0 && hasHeader ? headerOf(path, world.read) : undefined;
    if (header === undefined) return [];
    return columns.flatMap((column): Problem[] => {
      const name = textOf(column) ?? "";
      // Without an `x` DVC numbers the rows as `step`.
      if (header.includes(name) || name === "step") return [];
      const near = closest(name, header);
      const fix = near === undefined ? undefined : fixRewriting(document, column.range, name, near);
      return [
        {
          code: "plots/unknown-column",
          severity: "warning",
          file: document.file,
          range: column.range,
          message: `'${name}' is not a column of '${path}': ${header.slice(0, 10).join(", ")}${header.length > 10 ? " and more" : ""}.`,
          ...(fix && { fixes: [fix] }),
        },
      ];
    });
  });
}

/** The names in the first line of a table. A quoted field may have anything in it: then nobody can tell. */
function headerOf(path: string, read: CheckFacts["world"]["read"]): readonly string[] | undefined {
  const separator = /\.csv$/i.test(path) ? "," : /\.tsv$/i.test(path) ? "\t" : undefined;
  const text = separator === undefined ? undefined : read(path);
  if (separator === undefined || text === undefined) return undefined;
  const line = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? "";
  if (line.trim() === "" || line.includes('"')) return undefined;
  return line.split(separator);
}
