import { isDeepStrictEqual } from "node:util";
import type * as vscode from "vscode";

import type { Project, Series } from "#core/project";
import type { CurvesPatch, FromCompare, KeyMetric, PointsPatch, ToCompare } from "#protocol/compare";

import { errorLine, errorText } from "../error-text.ts";
import { keyMetric } from "../key-metric.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { ProjectStore } from "../project-store.ts";
import { readSettings } from "../settings.ts";
import {
  chartsOf,
  curveChanges,
  sentCurves,
  wholeCurves,
  type Downsample,
  type SentCurves,
} from "./compare-curves.ts";
import { rowsPatch } from "./compare-patch.ts";
import { columnId, compareTable, type CompareTable } from "./compare-rows.ts";
import { defaultTicks, followTicks } from "./compare-ticks.ts";

/** What one open compare view is told; it keeps what the view has, so that only differences are sent. */
export interface CompareSession extends vscode.Disposable {
  receive(message: Extract<FromCompare, { type: "ready" | "tick" | "curves" }>): void;
  /** Ticks these rows too. */
  tick(ids: readonly string[]): void;
}

export interface CompareSessionOptions {
  readonly store: ProjectStore;
  readonly post: (message: ToCompare) => void;
  /** Undefined: the newest ones are ticked. */
  readonly ticked: readonly string[] | undefined;
  readonly downsample: Downsample;
  readonly log: vscode.LogOutputChannel;
}

interface SentRow {
  readonly curves: SentCurves;
  /** Whether it could still grow when it was sent; read once more after that, it is complete. */
  readonly live: boolean;
}

/** Starts to serve a view. Nothing is read or sent before the view says that it is ready. */
export function createCompareSession(options: CompareSessionOptions): CompareSession {
  const { store, post, downsample, log } = options;
  let ticked = options.ticked;
  let shown: CompareTable | undefined;
  let shownMetric: KeyMetric | undefined;
  let ready = false;
  const sent = new Map<string, SentRow>();

  const sendSnapshot = async (table: CompareTable, metric: KeyMetric | undefined): Promise<void> => {
    const known = new Set(table.rows.map(({ id }) => id));
    const ids = (ticked ?? []).filter((id) => known.has(id));
    const charts = await Promise.all(ids.map((id) => readCharts(store.project, id)));
    sent.clear();
    const live = liveRows(table);
    ids.forEach((id, index) =>
      sent.set(id, { curves: sentCurves(charts[index] ?? new Map()), live: live.has(id) }),
    );
    post({
      type: "snapshot",
      project: store.name,
      ...table,
      ticked: ids,
      curves: ids.flatMap((id, index) => wholeCurves(id, charts[index] ?? new Map(), downsample)),
      ...(metric && { keyMetric: metric }),
    });
  };
  const sendCurves = async (table: CompareTable): Promise<void> => {
    const live = liveRows(table);
    for (const id of ticked ?? []) {
      const before = sent.get(id);
      if (before?.live === false) continue;
      const charts = await readCharts(store.project, id);
      const messages: readonly (PointsPatch | CurvesPatch)[] = before
        ? curveChanges(id, before.curves, charts, downsample)
        : [{ type: "curves", row: id, curves: wholeCurves(id, charts, downsample) }];
      sent.set(id, { curves: sentCurves(charts), live: live.has(id) });
      messages.forEach(post);
    }
  };
  const update = oneAtATime(async () => {
    if (!ready) return;
    try {
      const experiments = await store.experiments();
      const key = keyMetric(experiments, readSettings(store.root).keyMetric);
      const table = compareTable(experiments, key?.file);
      ticked ??= defaultTicks(table);
      const before = shown;
      const metric = metricColumn(key);
      const metricChanged = !isDeepStrictEqual(metric, shownMetric);
      shownMetric = metric;
      const next = followTicks(ticked, before, table);
      shown = table;
      ticked = next.ticked;
      if (!before || next.added || metricChanged) {
        await sendSnapshot(table, metric);
        return;
      }
      const patch = rowsPatch(before, table);
      if (patch) post(patch);
      await sendCurves(table);
    } catch (error) {
      log.error(errorText(error));
      post({ type: "failure", message: errorLine(error) });
    }
  });
  const startOver = (): void => {
    shown = undefined;
    void update();
  };
  const subscription = store.onDidChange((parts) => {
    if (!(parts.size === 1 && (parts.has("status") || parts.has("registry")))) void update();
  });
  return {
    receive: (message) => {
      if (message.type === "ready") {
        ready = true;
        startOver();
        return;
      }
      if (message.type === "tick") {
        ticked = message.ids;
        for (const id of sent.keys()) if (!message.ids.includes(id)) sent.delete(id);
      } else sent.delete(message.row);
      void update();
    },
    tick: (ids) => {
      ticked = [...new Set([...(ticked ?? []), ...ids])];
      if (ready) startOver();
    },
    dispose: () => {
      ready = false;
      subscription.dispose();
    },
  };
}

/** Ids of the rows whose curves may grow. */
function liveRows(table: CompareTable): ReadonlySet<string> {
  const live = table.rows.filter(({ state }) => state === "running" || state === "workspace");
  return new Set(live.map(({ id }) => id));
}

async function readCharts(project: Project, id: string): Promise<ReadonlyMap<string, Series>> {
  return chartsOf(await project.curves(id));
}

function metricColumn(metric: ReturnType<typeof keyMetric>): KeyMetric | undefined {
  return (
    metric && {
      column: columnId("metrics", metric.file, metric.key),
      better: metric.lowerIsBetter ? "lower" : "higher",
    }
  );
}
