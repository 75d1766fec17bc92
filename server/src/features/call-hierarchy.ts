import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Range as LspRange,
  SymbolKind,
} from "vscode-languageserver-types";
import type { Link } from "#core/pipeline/graph/links";
import type { Stage } from "#core/pipeline/model";
import { occurrenceAt } from "#core/pipeline/occurrences/find-occurrences";
import { definitionsOf, type StageDefinition } from "#core/pipeline/stage-definitions";
import type { Snapshot } from "../workspace/snapshot.ts";
import { type FeatureContext, toLspRange, toOffsets } from "./lsp.ts";
import { producersOf } from "./producers.ts";

/** The definition that an item stands for. */
interface ItemData {
  readonly file: string;
  readonly name: string;
}

/** The stage that is written at an offset, or the stages that make the path that stands there. */
export function prepareCallHierarchy(context: FeatureContext, offset: number): CallHierarchyItem[] {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset)?.named;
  if (found?.kind === "stage") return itemsOf(context, [found]);
  if (found?.kind === "path") {
    const makers = new Map(producersOf(snapshot, found.path).map((stage) => [keyOf(stage), dataOf(stage)]));
    if (makers.size > 0) return itemsOf(context, [...makers.values()]);
  }
  const file = snapshot.file(path);
  const around = file === undefined ? [] : definitionsOf(file, { start: offset, end: offset });
  return around.map((definition) => toItem(context, path, definition));
}

/** Downstream: the stages that need what a stage makes, with the dependencies that say so. */
export function listIncoming(
  context: FeatureContext,
  item: Pick<CallHierarchyItem, "selectionRange">,
): CallHierarchyIncomingCall[] {
  const data = definitionOf(context, item);
  if (data === undefined) return [];
  const links = allLinks(context.snapshot).filter(({ producer }) => isOf(producer, data));
  return group(context, links, ({ stage }) => stage).map(({ item: from, ranges }) => ({
    from,
    fromRanges: ranges,
  }));
}

/** Upstream: the stages that make what a stage needs. */
export function listOutgoing(
  context: FeatureContext,
  item: Pick<CallHierarchyItem, "selectionRange">,
): CallHierarchyOutgoingCall[] {
  const data = definitionOf(context, item);
  if (data === undefined) return [];
  const links = allLinks(context.snapshot).filter(({ stage }) => isOf(stage, data));
  return group(context, links, ({ producer }) => producer).map(({ item: to, ranges }) => ({
    to,
    fromRanges: ranges,
  }));
}

function allLinks(snapshot: Snapshot): readonly Link[] {
  return [...snapshot.links().byStage.values()].flat();
}

/** Stages of one group are one item: they are written in one place. */
function group(
  context: FeatureContext,
  links: readonly Link[],
  other: (link: Link) => Stage,
): { readonly item: CallHierarchyItem; readonly ranges: LspRange[] }[] {
  const itemOf = itemFinder(context);
  const byStage = new Map<string, { readonly data: ItemData; readonly ranges: Map<number, LspRange> }>();
  for (const link of links) {
    const stage = other(link);
    const known = byStage.get(keyOf(stage)) ?? { data: dataOf(stage), ranges: new Map() };
    const { range } = link.reference;
    known.ranges.set(range.start, toLspRange(context, link.stage.file, range));
    byStage.set(keyOf(stage), known);
  }
  return [...byStage.values()].flatMap(({ data, ranges }) => {
    const item = itemOf(data);
    return item === undefined ? [] : [{ item, ranges: [...ranges.values()] }];
  });
}

function itemsOf(context: FeatureContext, wanted: readonly ItemData[]): CallHierarchyItem[] {
  const itemOf = itemFinder(context);
  return wanted.flatMap((data) => itemOf(data) ?? []);
}

/** Makes the item of a definition. Thousands of stages may need one output, so each file is gone through once. */
function itemFinder(context: FeatureContext): (data: ItemData) => CallHierarchyItem | undefined {
  const files = new Map<string, ReadonlyMap<string, StageDefinition>>();
  const definitionsIn = (path: string): ReadonlyMap<string, StageDefinition> => {
    const file = context.snapshot.file(path);
    const definitions = file === undefined ? [] : definitionsOf(file);
    // Of a name that is there twice, the first counts.
    return new Map(definitions.toReversed().map((definition) => [definition.name, definition]));
  };
  return ({ file, name }) => {
    const known = files.get(file) ?? definitionsIn(file);
    files.set(file, known);
    const definition = known.get(name);
    return definition && toItem(context, file, definition);
  };
}

function toItem(context: FeatureContext, file: string, definition: StageDefinition): CallHierarchyItem {
  const { target, entry, range, stages } = definition;
  const isGroup = stages[0]?.expansion !== undefined;
  return {
    name: target,
    ...(isGroup && { detail: stages.length === 1 ? "1 stage" : `${stages.length} stages` }),
    kind: SymbolKind.Function,
    uri: context.uriOf(file),
    range: toLspRange(context, file, range),
    selectionRange: toLspRange(context, file, entry.key.range),
  };
}

function dataOf({ file, name, expansion }: Stage): ItemData {
  return { file, name: expansion?.group ?? name };
}

function keyOf(stage: Stage): string {
  const { file, name } = dataOf(stage);
  return `${file}\n${name}`;
}

function isOf(stage: Stage, { file, name }: ItemData): boolean {
  return stage.file === file && dataOf(stage).name === name;
}

/** An item is known by its place: not every client sends back what else it was given. */
function definitionOf(
  context: FeatureContext,
  { selectionRange }: Pick<CallHierarchyItem, "selectionRange">,
): ItemData | undefined {
  const file = context.snapshot.file(context.path);
  const definition = file && definitionsOf(file, toOffsets(context, selectionRange))[0];
  return definition && { file: context.path, name: definition.name };
}
