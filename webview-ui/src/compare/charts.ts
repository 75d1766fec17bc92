import type { ModelCurve } from "./curve.ts";
import type { CompareModel } from "./model.ts";

/** A curve of a ticked row. */
interface ShownCurve {
  readonly row: string;
  readonly name: string;
  readonly slot: number;
  readonly curve: ModelCurve;
}

export interface ShownChart {
  readonly name: string;
  /** By colour slot. */
  readonly curves: readonly ShownCurve[];
}

/** One chart a name, by name, with the curves of the rows that have a colour slot. */
export function shownCharts(
  model: CompareModel,
  slots: Readonly<Record<string, number>>,
): readonly ShownChart[] {
  const charts = new Map<string, ShownCurve[]>();
  const ticked = Object.entries(slots).toSorted(([, a], [, b]) => a - b);
  for (const [row, slot] of ticked) {
    for (const [chart, curve] of model.curves.get(row) ?? []) {
      const shown = { row, name: model.rows.get(row)?.name ?? row, slot, curve };
      charts.set(chart, [...(charts.get(chart) ?? []), shown]);
    }
  }
  const texts = new Intl.Collator("en", { numeric: true });
  return [...charts]
    .map(([name, curves]) => ({ name, curves }))
    .toSorted((a, b) => texts.compare(a.name, b.name));
}

/** Whether both charts show the same points in the same colours. */
export function sameChart(a: ShownChart, b: ShownChart): boolean {
  return (
    a.name === b.name &&
    a.curves.length === b.curves.length &&
    a.curves.every((one, at) => {
      const other = b.curves[at];
      return (
        other !== undefined &&
        one.curve === other.curve &&
        one.row === other.row &&
        one.slot === other.slot &&
        one.name === other.name
      );
    })
  );
}
