/** What a chart takes from the page's style sheet. */
export interface ChartColors {
  readonly text: string;
  readonly faintText: string;
  readonly grid: string;
  readonly crosshair: string;
  readonly background: string;
  readonly font: string;
  /** One colour a series slot, as `#rrggbb`. */
  readonly series: readonly string[];
  /** In high contrast each slot has a dash of its own, so that no curve is told by colour alone. */
  readonly alwaysDash: boolean;
}

/** How many slots have a colour of their own; the next ones repeat the colours with another dash. */
const seriesColors = 7;

/** Lengths of drawn and left-out pixels by dash. */
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]];

/** Reads the colours of the theme that is on now, from the variables that the style sheet derives from VS Code's. */
export function readColors(body: HTMLElement): ChartColors {
  const style = getComputedStyle(body);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const series = Array.from({ length: seriesColors }, (_, slot) => read(`--series-${slot + 1}`));
  return {
    text: read("--chart-text"),
    faintText: read("--chart-faint-text"),
    grid: read("--chart-grid"),
    crosshair: read("--chart-crosshair"),
    background: read("--chart-background"),
    font: style.fontFamily,
    series,
    alwaysDash: read("--chart-always-dash") === "1",
  };
}

/** Index of the slot's colour and of its dash. */
export function slotLook(
  slot: number,
  alwaysDash: boolean,
): { readonly color: number; readonly dash: number } {
  const dash = alwaysDash ? slot : Math.floor(slot / seriesColors);
  return { color: slot % seriesColors, dash: dash % dashes.length };
}

/** Colour and dash of a slot, for a canvas. */
export function slotStroke(
  slot: number,
  colors: ChartColors,
): { readonly color: string; readonly dash: readonly number[] } {
  const { color, dash } = slotLook(slot, colors.alwaysDash);
  return { color: colors.series[color] ?? colors.text, dash: dashes[dash] ?? [] };
}
