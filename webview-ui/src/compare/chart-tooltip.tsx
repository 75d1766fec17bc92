import type { Reading } from "../charts/line-chart.ts";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ShownChart } from "./charts.ts";
import { valueText } from "./format.ts";
import { Swatch } from "./swatch.tsx";

interface ChartTooltipProps {
  readonly chart: ShownChart;
  readonly step: number;
  readonly readings: readonly Reading[];
  /** Pixels from the left edge of the plot to the crosshair. */
  readonly left: number;
  readonly smoothed: boolean;
  readonly alwaysDash: boolean;
}

/** Most lines that a tooltip has; it names the curves with the greatest values. */
const mostLines = 12;

/** The values at the crosshair, the greatest first. */
export function ChartTooltip(props: ChartTooltipProps) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = element.current;
    const plot = box?.parentElement;
    if (!box || !plot) return;
    const right = props.left + 12;
    const fits = right + box.offsetWidth <= plot.clientWidth;
    box.style.left = `${fits ? right : Math.max(0, props.left - 12 - box.offsetWidth)}px`;
  });
  const readings = props.readings.toSorted((a, b) => b.value - a.value);
  const byRow = new Map(props.chart.curves.map((curve) => [curve.row, curve]));
  const steps = new Set(readings.map((reading) => reading.step));
  const step = steps.size === 1 ? readings[0]?.step : Math.round(props.step);
  if (readings.length === 0) return null;
  return (
    <div ref={element} class="tooltip" role="status">
      <div class="tooltip-step">Step {step?.toLocaleString("en")}</div>
      {readings.slice(0, mostLines).map((reading) => {
        const curve = byRow.get(reading.id);
        return curve === undefined ? null : (
          <div key={reading.id} class="tooltip-line">
            <Swatch slot={curve.slot} alwaysDash={props.alwaysDash} />
            <span class="tooltip-name">{curve.name}</span>
            <span class="tooltip-value">{valueText(reading.value)}</span>
            {props.smoothed ? <span class="tooltip-logged">{valueText(reading.logged)}</span> : null}
          </div>
        );
      })}
      {readings.length > mostLines ? (
        <div class="tooltip-more">and {readings.length - mostLines} more</div>
      ) : null}
    </div>
  );
}
