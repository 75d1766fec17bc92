import type { Stage } from "#core/pipeline/model";

/** Stages that wait for their turn. Each is given out once, and only when nothing that it needs is still to be done. */
export interface Schedule {
  /** The first stage that may begin now, in the order of the selection; undefined when none may. */
  next(): Stage | undefined;
  /** Says that a stage that was given out is over, however that ended. */
  finish(stage: Stage): void;
}

/**
 * Opens a schedule.
 * @param selected in an order in which they could be done one after the other; one at a time, they are given out so
 * @param needs the addresses of what a stage needs; what is not selected, or stands after the stage, is not waited for
 */
export function openSchedule(
  selected: readonly Stage[],
  needs: (stage: Stage) => readonly string[],
): Schedule {
  const positions = new Map(selected.map(({ address }, index) => [address, index]));
  const positionOf = (address: string): number => positions.get(address) ?? selected.length;
  const dependents = new Map<string, Stage[]>();
  /** How many of the stages that it waits for are not over. */
  const missing = new Map<string, number>();
  for (const stage of selected) {
    const awaited = needs(stage).filter((address) => positionOf(address) < positionOf(stage.address));
    missing.set(stage.address, awaited.length);
    for (const address of awaited) dependents.set(address, [...(dependents.get(address) ?? []), stage]);
  }
  /** The next one is the last. */
  const ready = selected.filter(({ address }) => missing.get(address) === 0).toReversed();
  return {
    next: () => ready.pop(),
    finish({ address }) {
      const freed = (dependents.get(address) ?? []).filter((stage) => {
        const left = (missing.get(stage.address) ?? 1) - 1;
        missing.set(stage.address, left);
        return left === 0;
      });
      if (freed.length === 0) return;
      ready.push(...freed);
      ready.sort((a, b) => positionOf(b.address) - positionOf(a.address));
    },
  };
}
