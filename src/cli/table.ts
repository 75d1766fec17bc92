/** A column of a table: text to the left, numbers to the right. */
export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

const gap = "  ";

/** Length of a text on a terminal: escape sequences that colour it take no room. */
function shownLength(text: string): number {
  // oxlint-disable-next-line no-control-regex -- the escape character is what has to be found
  return text.replaceAll(/\u001b\[\d+m/g, "").length;
}

/** How many of the first columns fit into a line; all of them where the width is not known. */
export function columnsThatFit(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): number {
  // Some terminals say that they have no columns at all.
  if (width === undefined || width === 0) return columns.length;
  let used = 0;
  const tooFar = columnWidths(columns, rows).findIndex(
    (column) => (used += column + gap.length) - gap.length > width,
  );
  return tooFar < 0 ? columns.length : Math.max(1, tooFar);
}

/** Lines of an aligned table, the titles first. Cells behind the last column are left out. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columnWidths(columns, rows);
  return all.map((row) =>
    columns
      .map(({ align }, index) => {
        const text = row[index] ?? "";
        const blanks = " ".repeat((widths[index] ?? 0) - shownLength(text));
        return align === "right" ? blanks + text : text + blanks;
      })
      .join(gap)
      .trimEnd(),
  );
}

function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  return columns.map(({ title }, index) =>
    Math.max(shownLength(title), ...rows.map((row) => shownLength(row[index] ?? ""))),
  );
}
