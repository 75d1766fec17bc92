import type { PipelineFile, ReadText } from "../model.ts";
import type { Node, ScalarNode } from "../node.ts";
import type { Fix, Range } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { definitionsOf, type StageDefinition } from "../stage-definitions.ts";

/** A change that keeps what a pipeline does and writes it in another way. */
export interface Refactoring extends Fix {
  readonly kind: "extract" | "inline" | "rewrite";
  /** The code of a problem that this mends. */
  readonly mends?: string;
}

/** What a refactoring is asked for: a selection in a dvc.yaml, which may be empty. */
export interface RefactorPlace {
  readonly file: PipelineFile;
  readonly read: ReadText;
  readonly selection: Range;
}

/** A text of a stage at a selection. */
export interface SelectedScalar {
  readonly definition: StageDefinition;
  /** The key of the stage's mapping that it is below. */
  readonly section: string;
  readonly scalar: ScalarNode;
  /** It stands in brackets, where a plain text ends at `{`. */
  readonly inFlow: boolean;
}

/** The definition of a stage that a selection is in. */
export function definitionAt({ file, selection }: RefactorPlace): StageDefinition | undefined {
  return definitionsOf(file, selection)[0];
}

/** The text of a stage that holds a selection; undefined on keys and between texts. */
export function scalarAt(place: RefactorPlace): SelectedScalar | undefined {
  const definition = definitionAt(place);
  if (definition?.body.kind !== "map") return undefined;
  const { text } = place.file.document;
  for (const { key, value } of definition.body.entries) {
    if (!holds(value.range, place.selection)) continue;
    const found = descend(value, place.selection, text, false);
    return found && { definition, section: pythonText(key.value), ...found };
  }
  return undefined;
}

function descend(
  node: Node,
  selection: Range,
  text: string,
  inFlow: boolean,
): Pick<SelectedScalar, "scalar" | "inFlow"> | undefined {
  if (node.kind === "scalar") return { scalar: node, inFlow };
  const isFlow = inFlow || text[node.range.start] === "[" || text[node.range.start] === "{";
  const children = node.kind === "list" ? node.items : node.entries.map(({ value }) => value);
  const child = children.find(({ range }) => holds(range, selection));
  return child && descend(child, selection, text, isFlow);
}

export function holds(range: Range, inner: Range): boolean {
  return range.start <= inner.start && inner.end <= range.end;
}
