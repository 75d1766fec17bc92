import {
  Chart,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from "chart.js";
import { axisOptions } from "./axis.ts";
import { slotStroke } from "./chart-colors.ts";
import { drawCrosshair } from "./crosshair.ts";
import { firstAtOrAfter, nearest, type Point } from "./nearest.ts";
import { type ChartCurve, type ChartLook, continueTrack, type Track } from "./track.ts";

/** The value of one curve near a step. */
export interface Reading {
  readonly id: string;
  readonly step: number;
  /** As drawn: smoothed where smoothing is on. */
  readonly value: number;
  /** As logged. */
  readonly logged: number;
}

/** Curves over steps in one canvas. */
export interface LineChart {
  /** Shows these curves; points that were appended since the last call are added, nothing else is made anew. */
  show(curves: readonly ChartCurve[], look: ChartLook): void;
  /** The step at a pixel from the left of the canvas, undefined outside the axes. */
  stepAt(pixel: number): number | undefined;
  /** The logged step next to the given one; from undefined the last or the first. */
  stepBeside(step: number | undefined, direction: -1 | 1): number | undefined;
  /** Pixels from the left of the canvas. */
  pixelOf(step: number): number;
  readings(step: number): readonly Reading[];
  /** Draws the crosshair at a step; undefined takes it away. */
  mark(step: number | undefined): void;
  destroy(): void;
}

/** Makes a chart in `canvas`; `overlay` lies over it, as large, and takes the crosshair. */
export function createLineChart(canvas: HTMLCanvasElement, overlay: HTMLCanvasElement): LineChart {
  Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);
  let tracks: readonly Track[] = [];
  let curves: readonly ChartCurve[] = [];
  let look: ChartLook | undefined;
  let marked: number | undefined;
  let frame = 0;

  const update = () => {
    frame = 0;
    if (look === undefined) return;
    chart.data.datasets =
      look.smoothing > 0
        ? tracks.flatMap(({ raw, smooth }) => [smooth, raw])
        : tracks.map(({ smooth }) => smooth);
    chart.options.scales = axisOptions(look, extent(tracks));
    chart.update("none");
  };

  const readings = (step: number): readonly Reading[] => {
    const { min, max } = axis("x");
    return tracks.flatMap(({ id, raw, smooth }) => {
      const at = nearest(raw.data, step, (max - min) / 50);
      const [logged, drawn] = at === undefined ? [] : [raw.data[at], smooth.data[at]];
      if (!logged || !drawn || Number.isNaN(logged.y)) return [];
      return [{ id, step: logged.x, value: drawn.y, logged: logged.y }];
    });
  };

  const axis = (name: "x" | "y") => chart.scales[name] ?? { min: 0, max: 1, getPixelForValue: () => 0 };

  const drawMark = () => {
    if (look === undefined) return;
    const { colors } = look;
    if (marked === undefined) return drawCrosshair(overlay, undefined, colors);
    const slots = new Map(curves.map((curve) => [curve.id, curve.slot]));
    const dots = readings(marked).map(({ id, step, value }) => ({
      x: axis("x").getPixelForValue(step),
      y: axis("y").getPixelForValue(value),
      color: slotStroke(slots.get(id) ?? 0, colors).color,
    }));
    const { top, bottom } = chart.chartArea;
    drawCrosshair(overlay, { x: axis("x").getPixelForValue(marked), top, bottom, dots }, colors);
  };

  const chart = new Chart(canvas, configuration(drawMark));

  return {
    show(nextCurves, nextLook) {
      const before = new Map(tracks.map((track) => [track.id, track]));
      tracks = nextCurves.map((curve) => continueTrack(before.get(curve.id), curve, nextLook));
      curves = nextCurves;
      look = nextLook;
      frame ||= requestAnimationFrame(update);
    },
    stepAt(pixel) {
      const { left, right } = chart.chartArea;
      const step = chart.scales["x"]?.getValueForPixel(pixel);
      return pixel < left - 4 || pixel > right + 4 ? undefined : step;
    },
    stepBeside: (step, direction) => stepBeside(tracks, step, direction),
    pixelOf: (step) => axis("x").getPixelForValue(step),
    readings,
    mark(step) {
      if (marked === undefined && step === undefined) return;
      marked = step;
      drawMark();
    },
    destroy() {
      cancelAnimationFrame(frame);
      chart.destroy();
    },
  };
}

function configuration(drawn: () => void): ChartConfiguration<"line", Point[]> {
  return {
    type: "line",
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 4, right: 8 } },
      elements: { line: { tension: 0, borderJoinStyle: "round" }, point: { radius: 0 } },
    },
    plugins: [{ id: "drawn", afterDraw: drawn }],
  };
}

/** First and last step of all curves. */
function extent(tracks: readonly Track[]): readonly [number, number] | undefined {
  const firsts = tracks.flatMap(({ raw }) => raw.data[0]?.x ?? []);
  const lasts = tracks.flatMap(({ raw }) => raw.data.at(-1)?.x ?? []);
  return firsts.length === 0 ? undefined : [Math.min(...firsts), Math.max(...lasts)];
}

function stepBeside(
  tracks: readonly Track[],
  step: number | undefined,
  direction: -1 | 1,
): number | undefined {
  const beside = tracks.flatMap(({ raw: { data } }) => {
    if (step === undefined) return (direction < 0 ? data.at(-1) : data[0])?.x ?? [];
    const at = firstAtOrAfter(data, step);
    if (direction < 0) return data[at - 1]?.x ?? [];
    return data[data[at]?.x === step ? at + 1 : at]?.x ?? [];
  });
  if (beside.length === 0) return step;
  return direction < 0 ? Math.max(...beside) : Math.min(...beside);
}
