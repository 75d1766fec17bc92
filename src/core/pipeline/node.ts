import type { Problem, Range } from "./problem.ts";
import type { Scalar } from "./value.ts";

/** How a scalar was written; interpolation and quick fixes need to know what its quotes are. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

export interface ScalarNode {
  readonly kind: "scalar";
  readonly value: Scalar;
  readonly style: ScalarStyle;
  readonly range: Range;
}

export interface ListNode {
  readonly kind: "list";
  readonly items: readonly Node[];
  readonly range: Range;
  /** What else than a list it is in a Python file: DVC takes it as a parameter, and refuses it as a variable. */
  readonly python?: "tuple" | "set";
}

/** One `key: value` of a mapping. An absent value is a null scalar with an empty range after the colon. */
export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  readonly range: Range;
}

/** A YAML tree with the place of every key and value, aliases followed and merge keys applied. */
export type Node = ScalarNode | ListNode | MapNode;

/** A parsed file. With syntax errors the tree holds what could still be read. */
export interface Document {
  readonly file: string;
  readonly text: string;
  readonly root: Node | undefined;
  readonly problems: readonly Problem[];
  /** Anchors (`&name`) that no alias refers to. */
  readonly unusedAnchors?: readonly { readonly name: string; readonly range: Range }[];
}
