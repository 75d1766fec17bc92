import type { Links } from "../graph/links.ts";
import type { LockFile } from "../lock/lock-model.ts";
import type { Pipeline, ReadText } from "../model.ts";
import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";

/** What the rules may ask about the world outside of dvc.yaml. Paths are repository-relative. */
export interface CheckWorld {
  /** Whether a file or folder is there; undefined where nobody can tell. */
  exists(path: string): boolean | undefined;
  /** The dvc.lock next to a dvc.yaml. */
  locks(pipelineFile: string): LockFile | undefined;
  read: ReadText;
  /** The `.dvc` file that tracks this path, or a folder around it, where it is not the one next to it. */
  tracked?(path: string): string | undefined;
  /** Names in a folder, for suggestions; those of folders may end with `/`. */
  list?(folder: string): readonly string[];
}

/** What rules over the graph see. `documents` are there for fixes; without them problems carry none. */
export interface GraphFacts {
  readonly links: Links;
  readonly documents: ReadonlyMap<string, Document>;
}

export interface CheckFacts extends GraphFacts {
  readonly pipeline: Pipeline;
  /** False while a definition has mistakes and gives no stage: what it makes is not known then. */
  readonly isComplete: boolean;
  readonly world: CheckWorld;
}

export type GraphRule = (facts: GraphFacts) => readonly Problem[];
export type Rule = (facts: CheckFacts) => readonly Problem[];
