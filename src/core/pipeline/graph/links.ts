import type { Output, PathReference, Stage } from "../model.ts";
import { createPathTrie } from "./path-trie.ts";
import type { PathTrie } from "./path-trie.ts";

/** An output together with the stage that makes it. */
export interface Made {
  readonly stage: Stage;
  readonly output: Output;
}

/** `stage` needs what `producer` makes: `reference` is equal to, inside, or around the output. */
export interface Link {
  readonly stage: Stage;
  readonly reference: PathReference;
  readonly producer: Stage;
  readonly output: Output;
}

/** How stages hang together, before anybody asks whether they may. */
export interface Links {
  readonly stages: readonly Stage[];
  readonly outputs: PathTrie<Made>;
  /** By the address of the stage that needs something, in the order of its dependencies. */
  readonly byStage: ReadonlyMap<string, readonly Link[]>;
}

/**
 * Finds for each dependency and parameter file the stages whose outputs it touches, by DVC's rule: the paths are the
 * same, or one lies inside the other. Works on any input; duplicate outputs give several links.
 */
export function linkStages(stages: readonly Stage[]): Links {
  const outputs = createPathTrie<Made>();
  for (const stage of stages) {
    for (const output of stage.outs) outputs.add(output.path, { stage, output });
  }
  const byStage = new Map<string, Link[]>();
  for (const stage of stages) {
    const links: Link[] = [];
    for (const reference of [...stage.deps, ...stage.params]) {
      for (const made of touching(outputs, reference.path)) {
        links.push({ stage, reference, producer: made.stage, output: made.output });
      }
    }
    byStage.set(stage.address, links);
  }
  return { stages, outputs, byStage };
}

/** Outputs at, above and inside a path. */
export function touching(outputs: PathTrie<Made>, path: string): Made[] {
  return [...outputs.above(path), ...outputs.at(path), ...outputs.below(path)];
}
