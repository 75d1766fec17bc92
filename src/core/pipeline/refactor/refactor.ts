import type { OccurrenceWorld } from "../occurrences/collector.ts";
import { cdToWdir } from "./cd-to-wdir.ts";
import { extractValue } from "./extract-value.ts";
import { foreachToMatrix } from "./foreach-to-matrix.ts";
import { inlineValue } from "./inline-value.ts";
import type { RefactorPlace, Refactoring } from "./refactoring.ts";

/** Everything that can be written in another way at a selection in a dvc.yaml. */
export function refactoringsAt(place: RefactorPlace, world: OccurrenceWorld): Refactoring[] {
  return [
    ...extractValue(place),
    ...inlineValue(place),
    ...foreachToMatrix(place),
    ...cdToWdir(place, world),
  ];
}
