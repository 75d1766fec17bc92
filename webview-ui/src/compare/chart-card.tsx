import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { createLineChart, type LineChart } from "../charts/line-chart.ts";
import { memo } from "../kit/memo.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";
import type { ShownChart } from "./charts.ts";
import type { Store } from "./store.ts";

interface ChartCardProps {
  readonly store: Store;
  readonly chart: ShownChart;
}

/** One chart with its heading. It is drawn only while it is in sight or near it. */
export const ChartCard = memo((props: ChartCardProps) => {
  const { store, chart } = props;
  const [near, setNear] = useState(false);
  const card = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (card.current === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: "200px",
    });
    observer.observe(card.current);
    return () => observer.disconnect();
  }, []);
  return (
    <figure ref={card} class="chart" aria-label={chart.name}>
      <figcaption>
        <span class="chart-name" title={chart.name}>
          {chart.name}
        </span>
        <span class="chart-note">{notes(chart, store.view.value.logScale)}</span>
      </figcaption>
      {near ? <Plot {...props} /> : <div class="plot" />}
    </figure>
  );
});

/** What the chart leaves out. */
function notes({ curves }: ShownChart, logScale: boolean): string {
  const shown = curves.reduce((sum, { curve }) => sum + curve.x.length, 0);
  const total = curves.reduce((sum, { curve }) => sum + curve.total, 0);
  const below = logScale ? curves.flatMap(({ curve }) => curve.y.filter((value) => value <= 0)).length : 0;
  const sampled =
    total > shown ? [`showing ${shown.toLocaleString("en")} of ${total.toLocaleString("en")} points`] : [];
  return [...sampled, ...(below > 0 ? [`${below} not above zero`] : [])].join(", ");
}

function Plot(props: ChartCardProps) {
  const { store, chart } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const [line, setLine] = useState<LineChart>();
  useLayoutEffect(() => {
    if (canvas.current === null || overlay.current === null) return undefined;
    const made = createLineChart(canvas.current, overlay.current);
    setLine(made);
    return () => made.destroy();
  }, []);

  const { smoothing, logScale } = store.view.value;
  const emphasis = store.emphasis.value;
  const colors = store.colors.value;
  useLayoutEffect(() => {
    const curves = chart.curves.map(({ row, slot, curve }) => ({
      id: row,
      slot,
      x: curve.x,
      y: curve.y,
      version: curve.version,
    }));
    line?.show(curves, { smoothing, logScale, emphasis, colors });
  }, [line, chart, smoothing, logScale, emphasis, colors]);

  const hover = store.hover.value;
  useLayoutEffect(() => line?.mark(hover?.step), [line, hover]);

  const leave = () => {
    store.hover.value = undefined;
  };
  const hoverAt = (step: number | undefined) => {
    store.hover.value = step === undefined ? undefined : { chart: chart.name, step };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const directions = { ArrowLeft: -1, ArrowRight: 1 } as const;
    if (event.key === "Escape") leave();
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    hoverAt(line?.stepBeside(hover?.step, directions[event.key]));
  };
  return (
    <div
      class="plot"
      role="img"
      aria-label={summary(chart)}
      tabIndex={0}
      onPointerMove={(event) => hoverAt(line?.stepAt(event.offsetX))}
      onPointerLeave={leave}
      onKeyDown={onKeyDown}
      onBlur={leave}
    >
      <canvas ref={canvas} />
      <canvas ref={overlay} class="overlay" />
      {line && hover?.chart === chart.name ? (
        <ChartTooltip
          chart={chart}
          step={hover.step}
          readings={line.readings(hover.step)}
          left={line.pixelOf(hover.step)}
          smoothed={smoothing > 0}
          alwaysDash={colors.alwaysDash}
        />
      ) : null}
    </div>
  );
}

/** What a screen reader says of the chart: each curve's last value. */
function summary(chart: ShownChart): string {
  const curves = chart.curves.map(({ name, curve }) => {
    const last = curve.y.at(-1);
    return last === undefined ? `${name} has no points` : `${name} ${last} at step ${curve.x.at(-1)}`;
  });
  return `${chart.name}: ${curves.join("; ")}`;
}
