import type { Node } from "#core/pipeline/node";
import { childOf, textOf } from "#core/pipeline/map-entries";
import { pythonText } from "#core/pipeline/python/python-text";
import { folderOf, resolvePath } from "#core/pipeline/repository-path";
import type { Cursor } from "../cursor.ts";
import type { FeatureContext } from "../lsp.ts";
import { type StagePlace, stagePlace } from "../stage-place.ts";

/** What offers are made from: the place of the cursor, and what is around it. */
export interface CompletionPlace {
  readonly context: FeatureContext;
  readonly cursor: Cursor;
  readonly offset: number;
  /** The column in which the word begins. */
  readonly column: number;
  /** The client fills in the places of snippets. */
  readonly snippets: boolean;
  readonly root: Node | undefined;
  /** The section of a stage that the cursor is in. */
  readonly stage: StagePlace | undefined;
  /** What paths are relative to here. */
  readonly folder: string;
}

/** Looks around a cursor. The tree of half-typed text may lack the stage: then paths are relative to the file. */
export function placeOf(
  context: FeatureContext,
  cursor: Cursor,
  typed: Pick<CompletionPlace, "offset" | "column" | "snippets">,
): CompletionPlace {
  const root = context.snapshot.document(context.path)?.root;
  const stage = stagePlace(cursor.path);
  const definition = stage === undefined ? undefined : childOf(childOf(root, "stages"), stage.stage);
  const wdir = textOf(childOf(childOf(definition, "do") ?? definition, "wdir"));
  const own = folderOf(context.path);
  const isBelowWdir = stage !== undefined && stage.section !== "wdir";
  const known = context.snapshot
    .file(context.path)
    ?.stages.find(({ name }) => stage !== undefined && name.split("@")[0] === stage.stage)?.wdir;
  const folder = wdir?.includes("${") === true ? (known ?? own) : resolvePath(own, wdir ?? ".");
  return { context, cursor, ...typed, root, stage, folder: isBelowWdir ? folder : own };
}

/** The keys that the mapping around the cursor has, and one of which it needs no second. */
export function presentKeys({ root, cursor, offset }: CompletionPlace): ReadonlySet<string> {
  if (cursor.flowKeys !== undefined) return new Set(cursor.flowKeys);
  const node = nodeAt(root, cursor.path, offset);
  return new Set(node?.kind === "map" ? node.entries.map(({ key }) => pythonText(key.value)) : []);
}

/** The node at a path of keys. Of a list it is the last item that begins in front of an offset, whatever index the path has. */
export function nodeAt(
  root: Node | undefined,
  path: readonly (string | number)[],
  offset: number,
): Node | undefined {
  let node = root;
  for (const step of path) {
    if (node?.kind === "list") node = node.items.findLast(({ range }) => range.start <= offset);
    else if (node?.kind === "map") node = node.entries.find(({ key }) => key.value === step)?.value;
    else return undefined;
  }
  return node;
}
