import type { TableColumn } from "./table.ts";

/** Lines of a table in Markdown (GitHub's kind). */
export function markdownTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): string[] {
  const titles = columns.map(({ title }) => title);
  const rule = columns.map(({ align }) => (align === "right" ? "---:" : "---"));
  return [titles, rule, ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))].map(
    (cells) => `| ${cells.join(" | ")} |`,
  );
}
