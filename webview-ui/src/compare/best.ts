import type { CompareModel } from "./model.ts";
import { cellNumber } from "./format.ts";

/**
 * Id of the row with the best value of the key metric; the first of equals. The workspace is not a result of its own, and
 * a single result is not yet the best of anything.
 */
export function bestRow(model: CompareModel): string | undefined {
  const { keyMetric } = model;
  if (keyMetric === undefined) return undefined;
  const sign = keyMetric.better === "higher" ? 1 : -1;
  let best: { readonly id: string; readonly value: number } | undefined;
  let count = 0;
  for (const id of model.order) {
    const row = model.rows.get(id);
    const number = cellNumber(row?.cells[keyMetric.column]);
    if (row === undefined || row.state === "workspace" || number === undefined) continue;
    count++;
    if (best === undefined || sign * number > best.value) best = { id, value: sign * number };
  }
  return count > 1 ? best?.id : undefined;
}
