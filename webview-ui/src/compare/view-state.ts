import type { CompareState } from "#protocol/compare";

/** Ticks the row, or unticks it; a ticked row gets the lowest free colour slot and keeps it until it is unticked. */
export function toggleTick(state: CompareState, id: string): CompareState {
  const ticked = state.ticked.includes(id)
    ? state.ticked.filter((other) => other !== id)
    : [...state.ticked, id];
  return tickExactly(state, ticked);
}

/** Ticks these rows and no other; rows that were ticked before keep their colour. */
export function tickExactly(state: CompareState, ticked: readonly string[]): CompareState {
  const kept = ticked.map((id) => state.slots[id]).filter((slot) => slot !== undefined);
  const taken = new Set<number>(kept);
  const slots: Record<string, number> = {};
  for (const id of ticked) {
    let slot = state.slots[id];
    if (slot === undefined) for (slot = 0; taken.has(slot); slot++);
    taken.add(slot);
    slots[id] = slot;
  }
  return { ...state, ticked, slots };
}

/** Carries ticks and colours over to new ids; gives the same state when none is concerned. */
export function renameTicks(state: CompareState, renamed: ReadonlyMap<string, string>): CompareState {
  if (!state.ticked.some((id) => renamed.has(id))) return state;
  const slots = Object.entries(state.slots).map(([id, slot]) => [renamed.get(id) ?? id, slot]);
  return {
    ...state,
    ticked: state.ticked.map((id) => renamed.get(id) ?? id),
    slots: Object.fromEntries(slots),
  };
}

/** The next order after a click on a column's heading: ascending, descending, then the order of the tree again. */
export function toggleSort(state: CompareState, column: string): CompareState {
  const { sort, ...rest } = state;
  if (sort?.column !== column) return { ...rest, sort: { column, descending: false } };
  return sort.descending ? rest : { ...rest, sort: { column, descending: true } };
}

/** Gives the list without the item where it is in it, else with it. */
export function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
