import type {
  Column,
  CompareSnapshot,
  CurvesPatch,
  KeyMetric,
  PointsPatch,
  Row,
  RowsPatch,
} from "#protocol/compare";
import { appendPoints, type ModelCurve, readCurve } from "./curve.ts";

/** The curves of one row by chart name. */
type RowCurves = ReadonlyMap<string, ModelCurve>;

/** What the host told so far. Every change gives a new model that shares all that did not change. */
export interface CompareModel {
  readonly project: string;
  readonly columns: readonly Column[];
  readonly rows: ReadonlyMap<string, Row>;
  /** Ids in the order of the tree. */
  readonly order: readonly string[];
  readonly curves: ReadonlyMap<string, RowCurves>;
  readonly keyMetric?: KeyMetric;
  /** Version that the next curve gets; a curve keeps its version while points are only appended to it. */
  readonly nextVersion: number;
}

/** Gives the model that a snapshot describes; versions go on from the model before it. */
export function readSnapshot(snapshot: CompareSnapshot, before?: CompareModel): CompareModel {
  let version = before?.nextVersion ?? 1;
  const curves = new Map<string, Map<string, ModelCurve>>();
  for (const curve of snapshot.curves) {
    const ofRow = curves.get(curve.row) ?? new Map<string, ModelCurve>();
    curves.set(curve.row, ofRow.set(curve.chart, readCurve(curve, version++)));
  }
  return {
    project: snapshot.project,
    columns: snapshot.columns,
    rows: new Map(snapshot.rows.map((row) => [row.id, row])),
    order: snapshot.rows.map((row) => row.id),
    curves,
    ...(snapshot.keyMetric ? { keyMetric: snapshot.keyMetric } : {}),
    nextVersion: version,
  };
}

/** Which rows stand for an earlier id: old id to new id. */
export function renamedRows(rows: readonly Row[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const row of rows) if (row.replaces !== undefined) renamed.set(row.replaces, row.id);
  return renamed;
}

/**
 * Puts and removes rows; the rows that the patch does not name keep their identity. A row that replaces another takes its
 * place and its curves; a new row without an `order` goes to the end of its baseline's experiments.
 */
export function applyRows(model: CompareModel, patch: RowsPatch): CompareModel {
  const renamed = renamedRows(patch.put);
  const rows = new Map(model.rows);
  const curves = new Map(model.curves);
  for (const [before, now] of renamed) {
    const kept = curves.get(before);
    if (kept !== undefined && !curves.has(now)) curves.set(now, kept);
  }
  for (const id of [...patch.gone, ...renamed.keys()]) {
    rows.delete(id);
    curves.delete(id);
  }
  for (const row of patch.put) rows.set(row.id, row);
  const order = patch.order?.filter((id) => rows.has(id)) ?? orderOf(model.order, renamed, rows);
  return { ...model, columns: patch.columns ?? model.columns, rows, order, curves };
}

function orderOf(
  before: readonly string[],
  renamed: ReadonlyMap<string, string>,
  rows: ReadonlyMap<string, Row>,
): readonly string[] {
  const order = [...new Set(before.map((id) => renamed.get(id) ?? id))].filter((id) => rows.has(id));
  if (before.length === rows.size && before.every((id, at) => id === order[at])) return before;
  const placed = new Set(order);
  for (const row of rows.values()) {
    if (placed.has(row.id)) continue;
    const last = order.findLastIndex((id) => id === row.parent || rows.get(id)?.parent === row.parent);
    order.splice(row.parent === undefined || last < 0 ? order.length : last + 1, 0, row.id);
  }
  return order;
}

/** Replaces all curves of one row. */
export function applyCurves(model: CompareModel, patch: CurvesPatch): CompareModel {
  let version = model.nextVersion;
  const ofRow = new Map(patch.curves.map((curve) => [curve.chart, readCurve(curve, version++)]));
  return { ...model, curves: new Map(model.curves).set(patch.row, ofRow), nextVersion: version };
}

/**
 * Appends points. Gives undefined when the view does not have the points that they follow, or has grown the curve so far
 * beyond what the host would send that it should be down-sampled anew: then the row's curves have to be asked for again.
 */
export function applyPoints(model: CompareModel, patch: PointsPatch): CompareModel | undefined {
  const ofRow = model.curves.get(patch.row);
  const curve = ofRow?.get(patch.chart);
  if (curve === undefined && patch.from > 0) return undefined;
  const { x, y } = patch;
  const grown = curve ? appendPoints(curve, patch) : readCurve({ x, y, total: x.length }, model.nextVersion);
  if (grown === undefined) return undefined;
  const curves = new Map(model.curves).set(patch.row, new Map(ofRow).set(patch.chart, grown));
  return { ...model, curves, nextVersion: model.nextVersion + (curve ? 0 : 1) };
}

/** Forgets the curves of rows that are not shown, so that memory follows what is compared. */
export function keepCurvesOf(model: CompareModel, ids: readonly string[]): CompareModel {
  const kept = new Set(ids);
  if ([...model.curves.keys()].every((id) => kept.has(id))) return model;
  return { ...model, curves: new Map([...model.curves].filter(([id]) => kept.has(id))) };
}
