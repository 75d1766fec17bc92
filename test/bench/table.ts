import { cpus, totalmem } from "node:os";
import type { Figure } from "./bench.ts";

/** The figures as a table: ours, each peer's, and how many times ours that is. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ["what", "ours", "goal", "peer", "theirs", "theirs / ours"];
  const rows = figures.flatMap(({ what, ours, unit, goal = "", peers = [] }) => {
    const own = [what, `${shown(ours)} ${unit}`, goal];
    const others = peers.map(({ name, value }) => [name, `${shown(value)} ${unit}`, shown(value / ours)]);
    const [first = ["", "", ""], ...more] = others;
    return [[...own, ...first], ...more.map((other) => ["", "", "", ...other])];
  });
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The machine, since figures mean nothing without it. */
export function describeMachine(versions: readonly string[]): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1e9);
  return [
    `${cpus().length} x ${cpu?.model.trim() ?? "unknown processor"}, ${memory} GB, ${process.platform}`,
    `node ${process.versions.node}`,
    ...versions,
  ].join("; ");
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);
}
