import { touching } from "#core/pipeline/graph/links";
import type { Stage } from "#core/pipeline/model";
import type { Snapshot } from "../workspace/snapshot.ts";

/** The stages whose outputs are at, in or around a path: those that a dependency on it waits for. */
export function producersOf(snapshot: Snapshot, path: string): readonly Stage[] {
  return [...new Set(touching(snapshot.links().outputs, path).map(({ stage }) => stage))];
}
