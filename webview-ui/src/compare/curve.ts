import type { Curve, JsonNumber, PointsPatch } from "#protocol/compare";

/** A curve as the charts take it: not-a-number where the host sent null. */
export interface ModelCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Count of points that were logged; more than `x.length` when the host down-sampled. */
  readonly total: number;
  /** The same while points are only appended: whoever drew `n` points of this version has only the rest to draw. */
  readonly version: number;
  /** Count of points in the host's last full answer. */
  readonly sent: number;
}

/** Points that may be appended to what the host sent before the curve is down-sampled anew. */
const mostAppended = 4000;

const fromJson = (value: JsonNumber): number => value ?? Number.NaN;

/** Gives the curve of a full answer. */
export function readCurve(curve: Pick<Curve, "x" | "y" | "total">, version: number): ModelCurve {
  return { x: curve.x, y: curve.y.map(fromJson), total: curve.total, version, sent: curve.x.length };
}

/** Gives the longer curve, or undefined when the points do not follow it or there are too many of them. */
export function appendPoints(curve: ModelCurve, patch: PointsPatch): ModelCurve | undefined {
  if (patch.from !== curve.total) return undefined;
  if (curve.x.length + patch.x.length > curve.sent + mostAppended) return undefined;
  return {
    ...curve,
    x: curve.x.concat(patch.x),
    y: curve.y.concat(patch.y.map(fromJson)),
    total: curve.total + patch.x.length,
  };
}
