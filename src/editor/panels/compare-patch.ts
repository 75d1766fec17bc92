import { isDeepStrictEqual } from "node:util";

import type { RowsPatch } from "#protocol/compare";

import type { CompareTable } from "./compare-rows.ts";

/** What to send to a view that shows `before` so that it shows `after`; undefined when it does already. */
export function rowsPatch(before: CompareTable, after: CompareTable): RowsPatch | undefined {
  const known = new Map(before.rows.map((row) => [row.id, row]));
  const put = after.rows.filter((row) => !isDeepStrictEqual(known.get(row.id), row));
  const ids = after.rows.map(({ id }) => id);
  const left = new Set(ids);
  const gone = before.rows.map(({ id }) => id).filter((id) => !left.has(id));
  const order = isDeepStrictEqual(
    before.rows.map(({ id }) => id),
    ids,
  )
    ? undefined
    : ids;
  const columns = isDeepStrictEqual(before.columns, after.columns) ? undefined : after.columns;
  if (put.length === 0 && gone.length === 0 && !order && !columns) return undefined;
  return { type: "rows", put, gone, ...(order && { order }), ...(columns && { columns }) };
}
