import type { ChartDataset } from "chart.js";
import { type ChartColors, slotStroke } from "./chart-colors.ts";
import type { Point } from "./nearest.ts";
import { createSmoother, type Smoother } from "./smoothing.ts";

export interface ChartCurve {
  readonly id: string;
  /** Colour slot. */
  readonly slot: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The same while points are only appended. */
  readonly version: number;
}

export interface ChartLook {
  /** Weight of the past, 0 to below 1. */
  readonly smoothing: number;
  readonly logScale: boolean;
  /** Id of the curve that stands out; the others are dimmed. */
  readonly emphasis: string | undefined;
  readonly colors: ChartColors;
}

type LineData = ChartDataset<"line", Point[]>;

/** The drawn state of one curve: the points so far, as they were logged and smoothed. */
export interface Track {
  readonly id: string;
  readonly raw: LineData;
  readonly smooth: LineData;
  readonly smoother: Smoother;
  /** What the points were made for; another value makes the track anew. */
  readonly made: string;
}

const madeFor = (curve: ChartCurve, look: ChartLook) =>
  `${curve.version} ${look.smoothing} ${look.logScale ? "log" : "linear"}`;

/** Gives the track for a curve: the same one, with the new points appended, where points were only added; else a new one. */
export function continueTrack(before: Track | undefined, curve: ChartCurve, look: ChartLook): Track {
  const made = madeFor(curve, look);
  const track = before?.made === made ? before : emptyTrack(curve.id, made, look);
  for (let at = track.raw.data.length; at < curve.x.length; at++) {
    const x = curve.x[at] ?? Number.NaN;
    const y = drawable(curve.y[at] ?? Number.NaN, look.logScale);
    track.raw.data.push({ x, y });
    track.smooth.data.push({ x, y: track.smoother.next(y) });
  }
  paint(track, curve, look);
  return track;
}

/** A logarithmic axis has no place for zero and below: the curve has a gap there. */
function drawable(y: number, logScale: boolean): number {
  return Number.isFinite(y) && !(logScale && y <= 0) ? y : Number.NaN;
}

function emptyTrack(id: string, made: string, look: ChartLook): Track {
  return { id, made, raw: { data: [] }, smooth: { data: [] }, smoother: createSmoother(look.smoothing) };
}

/** Two hexadecimal digits of opacity, to append to a `#rrggbb` colour. */
const opacity = { raw: "40", dimmed: "30", dimmedRaw: "10" } as const;

function paint(track: Track, curve: ChartCurve, look: ChartLook): void {
  const { color, dash } = slotStroke(curve.slot, look.colors);
  const dimmed = look.emphasis !== undefined && look.emphasis !== track.id;
  const radius = track.raw.data.length === 1 ? 3 : 0;
  const emphasized = look.emphasis === track.id;
  const main = dimmed ? color + opacity.dimmed : color;
  const shared = { pointRadius: radius, borderDash: [...dash], order: emphasized ? 0 : 1 };
  Object.assign(track.smooth, shared, {
    borderColor: main,
    backgroundColor: main,
    borderWidth: emphasized ? 2.5 : 1.5,
  });
  Object.assign(track.raw, shared, {
    borderColor: color + (dimmed ? opacity.dimmedRaw : opacity.raw),
    borderDash: [],
    borderWidth: 1,
    order: 2,
  });
}
