import type { ChartOptions, Scale } from "chart.js";
import type { ChartLook } from "./track.ts";

type Scales = NonNullable<ChartOptions<"line">["scales"]>;

/** Text of an axis: at most four significant digits, thousands and more with `k` and `M`, tiny ones with an exponent. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  const short = (number: number) => String(Number(number.toPrecision(4)));
  if (size >= 1e9 || (size > 0 && size < 1e-4))
    return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  if (size >= 1e6) return `${short(value / 1e6)}M`;
  if (size >= 1e4) return `${short(value / 1e3)}k`;
  return short(value);
}

/** The axes of a line chart: steps below, values at the left. `steps` are the first and the last. */
export function axisOptions(look: ChartLook, steps: readonly [number, number] | undefined): Scales {
  const { colors } = look;
  const ticks = { color: colors.faintText, font: { family: colors.font, size: 11 }, padding: 4 };
  const border = { color: colors.grid };
  const text = (value: number | string) => tickText(Number(value));
  return {
    x: {
      type: "linear",
      ...(steps && steps[0] < steps[1] ? { min: steps[0], max: steps[1] } : {}),
      // Steps are counted: there is nothing between one and the next.
      ticks: {
        ...ticks,
        maxTicksLimit: 7,
        maxRotation: 0,
        includeBounds: false,
        precision: 0,
        callback: text,
      },
      grid: { display: false },
      border,
    },
    y: {
      type: look.logScale ? "logarithmic" : "linear",
      ...(look.logScale ? { afterBuildTicks: thinOut } : {}),
      ticks: { ...ticks, autoSkip: !look.logScale, maxTicksLimit: look.logScale ? 100 : 6, callback: text },
      grid: { color: colors.grid, drawTicks: false },
      border: { display: false },
    },
  };
}

/** Leaves of a logarithmic axis' many ticks the powers of ten, and on a short axis 2 and 5 between them. */
function thinOut(axis: Pick<Scale, "ticks" | "min" | "max">): void {
  if (axis.ticks.length <= 6) return;
  const wanted = axis.max / axis.min < 300 ? [1, 2, 5] : [1];
  const kept = axis.ticks.filter(({ value }) => {
    const exponent = Math.floor(Math.log10(value) + 1e-9);
    return wanted.some((mantissa) => Math.abs(value / 10 ** exponent - mantissa) < 1e-6);
  });
  if (kept.length > 1) axis.ticks = kept;
}
