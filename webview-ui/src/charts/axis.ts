import type { ChartOptions } from "chart.js";
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
      ticks: { ...ticks, maxTicksLimit: 7, maxRotation: 0, includeBounds: false, callback: text },
      grid: { display: false },
      border,
    },
    y: {
      type: look.logScale ? "logarithmic" : "linear",
      grace: look.logScale ? 0 : "5%",
      ticks: look.logScale
        ? { ...ticks, callback: (value, _, all) => (isLabelled(Number(value), all) ? text(value) : "") }
        : { ...ticks, maxTicksLimit: 6, callback: text },
      grid: { color: colors.grid, drawTicks: false },
      border: { display: false },
    },
  };
}

/** Of a logarithmic axis' many ticks: powers of ten, and on a short axis 2 and 5 between them. */
function isLabelled(value: number, all: readonly { readonly value: number }[]): boolean {
  const first = all[0]?.value ?? value;
  const last = all.at(-1)?.value ?? value;
  const mantissa = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
  return mantissa === 1 || all.length <= 6 || (last / first < 300 && (mantissa === 2 || mantissa === 5));
}
