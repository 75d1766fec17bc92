import type { Row } from "#protocol/compare";

import type { CompareTable } from "./compare-rows.ts";

/** Curves of more rows than this cannot be told apart; rows beyond it are not ticked for the user. */
const mostTicks = 8;

/** What a view that nobody has ticked anything in shows: what is running, else the newest experiments. */
export function defaultTicks(table: CompareTable): readonly string[] {
  const running = table.rows.filter(({ state }) => state === "running");
  const finished = table.rows.filter(({ state }) => state === "success");
  const newest = finished.filter(({ parent }) => parent === finished[0]?.parent);
  return (running.length > 0 ? running : newest).slice(0, mostTicks).map(({ id }) => id);
}

/**
 * Carries ticks over to a newer table: a run that became a commit keeps its tick, and a run that started while
 * the view was open gets one, because a person who starts a run wants to see it. `added` says that the view has to be
 * told of ticks that it does not have.
 */
export function followTicks(
  ticked: readonly string[],
  before: CompareTable | undefined,
  after: CompareTable,
): { readonly ticked: readonly string[]; readonly added: boolean } {
  const renamed = new Map(
    after.rows.flatMap(({ id, replaces }) => (replaces === undefined ? [] : [[replaces, id] as const])),
  );
  const kept = [...new Set(ticked.map((id) => renamed.get(id) ?? id))];
  const started = before ? startedRows(before, after) : [];
  const all = [...new Set([...kept, ...started.map(({ id }) => id)])];
  const next = all.slice(0, Math.max(kept.length, mostTicks));
  return {
    ticked: next,
    added: next.length > kept.length || before === undefined || reappears(kept, before, after),
  };
}

/** A ticked row was missing for a moment, such as while a run became a commit: the view has dropped its tick. */
function reappears(ticked: readonly string[], before: CompareTable, after: CompareTable): boolean {
  const had = new Set(before.rows.map(({ id }) => id));
  return after.rows.some(
    ({ id, replaces }) =>
      ticked.includes(id) && !had.has(id) && (replaces === undefined || !had.has(replaces)),
  );
}

/** Rows that run now and did not run before. */
function startedRows(before: CompareTable, after: CompareTable): readonly Row[] {
  const ran = new Set(before.rows.filter(({ state }) => state === "running").map(({ id }) => id));
  return after.rows.filter(({ id, state }) => state === "running" && !ran.has(id));
}
