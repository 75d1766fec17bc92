import * as vscode from "vscode";

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

/** Starts to serve a view. Nothing is read or sent before the view says that it is ready. */
export function createCompareSession(options: CompareSessionOptions): CompareSession {
  const { store, post, downsample, log } = options;
  let ticked = options.ticked;
  let shown: CompareTable | undefined;
  let ready = false;
  const sent = new Map<string, SentCurves>();

  const sendSnapshot = async (table: CompareTable, metric: KeyMetric | undefined): Promise<void> => {
    const known = new Set(table.rows.map(({ id }) => id));
    const ids = (ticked ?? []).filter((id) => known.has(id));
    const charts = await Promise.all(ids.map((id) => readCharts(store.project, id)));
    sent.clear();
    ids.forEach((id, index) => sent.set(id, sentCurves(charts[index] ?? new Map())));
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
    const states = new Map(table.rows.map(({ id, state }) => [id, state]));
    for (const id of ticked ?? []) {
      const state = states.get(id);
      const before = sent.get(id);
      if (!state || (before && state !== "running" && state !== "workspace")) continue;
      const charts = await readCharts(store.project, id);
      const messages: readonly (PointsPatch | CurvesPatch)[] = before
        ? curveChanges(id, before, charts, downsample)
        : [{ type: "curves", row: id, curves: wholeCurves(id, charts, downsample) }];
      sent.set(id, sentCurves(charts));
      messages.forEach(post);
    }
  };
  const update = oneAtATime(async () => {
    if (!ready) return;
    try {
      const experiments = await store.experiments();
      const table = compareTable(experiments);
      ticked ??= defaultTicks(table);
      const before = shown;
      const next = followTicks(ticked, before, table);
      shown = table;
      if (!before || next.added) {
        ticked = next.ticked;
        await sendSnapshot(table, metricColumn(keyMetric(experiments, readSettings(store.root).keyMetric)));
        return;
      }
      ticked = next.ticked;
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
        for (const id of [...sent.keys()]) if (!message.ids.includes(id)) sent.delete(id);
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

/** A row may go, or have no curves yet, between the moment it was listed and now: then it has no charts. */
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
