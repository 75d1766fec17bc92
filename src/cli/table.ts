/** A column of a table: text to the left, numbers to the right. */
export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Length of a text on a terminal: escape sequences that colour it take no room. */
function shownLength(text: string): number {
  // oxlint-disable-next-line no-control-regex -- the escape character is what has to be found
  return text.replaceAll(/\u001b\[\d+m/g, "").length;
}

/** Lines of an aligned table, the titles first. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => shownLength(row[index] ?? ""))));
  return all.map((row) =>
    columns
      .map(({ align }, index) => {
        const text = row[index] ?? "";
        const gap = " ".repeat((widths[index] ?? 0) - shownLength(text));
        return align === "right" ? gap + text : text + gap;
      })
      .join("  ")
      .trimEnd(),
  );
}
