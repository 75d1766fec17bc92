import type { CompareState, CompareSnapshot, RowsPatch, ToCompare } from "#protocol/compare";
import {
  applyCurves,
  applyPoints,
  applyRows,
  type CompareModel,
  keepCurvesOf,
  readSnapshot,
  renamedRows,
} from "./model.ts";
import { renameTicks, tickExactly } from "./view-state.ts";

/** What the host told and what the user chose. */
export interface Known {
  readonly model: CompareModel | undefined;
  readonly view: CompareState;
}

/** What is known after a message, and the row whose curves the view has to ask for. */
export interface Received extends Known {
  readonly ask?: string;
}

/** Applies a message of the host. A patch before the first snapshot, or of a row that is not ticked, changes nothing. */
export function receive(known: Known, message: Exclude<ToCompare, { type: "failure" }>): Received {
  const { model, view } = known;
  if (message.type === "snapshot") return receiveSnapshot(known, message);
  if (model === undefined) return known;
  if (message.type === "rows") return receiveRows(model, view, message);
  if (!view.ticked.includes(message.row)) return known;
  if (message.type === "curves") return { model: applyCurves(model, message), view };
  const grown = applyPoints(model, message);
  return grown === undefined ? { ...known, ask: message.row } : { model: grown, view };
}

/** The host knows best which rows are ticked: it keeps them while the view is hidden, and runs may have started. */
function receiveSnapshot({ model, view }: Known, message: CompareSnapshot): Known {
  const next = readSnapshot(message, model);
  const ticked = message.ticked.filter((id) => next.rows.has(id));
  const renamed = renameTicks(view, renamedRows(message.rows));
  return { model: keepCurvesOf(next, ticked), view: tickExactly(renamed, ticked) };
}

function receiveRows(model: CompareModel, view: CompareState, patch: RowsPatch): Known {
  const next = applyRows(model, patch);
  const renamed = renameTicks(view, renamedRows(patch.put));
  const ticked = renamed.ticked.filter((id) => next.rows.has(id));
  const kept = ticked.length === renamed.ticked.length ? renamed : tickExactly(renamed, ticked);
  return { model: keepCurvesOf(next, ticked), view: kept };
}
