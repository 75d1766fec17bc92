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
import { type FeatureContext, toLspRange } from "./lsp.ts";
import { producersOf } from "./producers.ts";

/** What comes back with a request about an item. */
interface ItemData {
  readonly file: string;
  readonly name: string;
}

/** The stage that is written at an offset, or the stages that make the path that stands there. */
export function prepareCallHierarchy(context: FeatureContext, offset: number): CallHierarchyItem[] {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset)?.named;
  if (found?.kind === "stage") return itemsOf(context, snapshot, [found]);
  if (found?.kind === "path") {
    const makers = producersOf(snapshot, found.path).map((stage) => dataOf(stage));
    if (makers.length > 0) return itemsOf(context, snapshot, makers);
  }
  const file = snapshot.file(path);
  const around = file === undefined ? [] : definitionsOf(file, { start: offset, end: offset });
  return around.map((definition) => toItem(context, path, definition));
}

/** Downstream: the stages that need what a stage makes, with the dependencies that say so. */
export function listIncoming(
  context: FeatureContext,
  item: Pick<CallHierarchyItem, "data">,
): CallHierarchyIncomingCall[] {
  const data = readData(item.data);
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
  item: Pick<CallHierarchyItem, "data">,
): CallHierarchyOutgoingCall[] {
  const data = readData(item.data);
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
  const byStage = new Map<string, { readonly data: ItemData; readonly ranges: Map<number, LspRange> }>();
  for (const link of links) {
    const data = dataOf(other(link));
    const key = `${data.file}\n${data.name}`;
    const known = byStage.get(key) ?? { data, ranges: new Map() };
    const { range } = link.reference;
    known.ranges.set(range.start, toLspRange(context, link.stage.file, range));
    byStage.set(key, known);
  }
  return [...byStage.values()].flatMap(({ data, ranges }) =>
    itemsOf(context, context.snapshot, [data]).map((item) => ({ item, ranges: [...ranges.values()] })),
  );
}

function itemsOf(
  context: FeatureContext,
  snapshot: Snapshot,
  wanted: readonly ItemData[],
): CallHierarchyItem[] {
  const items = wanted.flatMap(({ file, name }) => {
    const found = snapshot.file(file);
    const definition = found && definitionsOf(found).find((candidate) => candidate.name === name);
    return definition === undefined ? [] : [[`${file}\n${name}`, toItem(context, file, definition)] as const];
  });
  return [...new Map(items).values()];
}

function toItem(context: FeatureContext, file: string, definition: StageDefinition): CallHierarchyItem {
  const { name, target, entry, range, stages } = definition;
  const data: ItemData = { file, name };
  const isGroup = stages[0]?.expansion !== undefined;
  return {
    name: target,
    ...(isGroup && { detail: stages.length === 1 ? "1 stage" : `${stages.length} stages` }),
    kind: SymbolKind.Function,
    uri: context.uriOf(file),
    range: toLspRange(context, file, range),
    selectionRange: toLspRange(context, file, entry.key.range),
    data,
  };
}

function dataOf({ file, name, expansion }: Stage): ItemData {
  return { file, name: expansion?.group ?? name };
}

function isOf(stage: Stage, { file, name }: ItemData): boolean {
  return stage.file === file && dataOf(stage).name === name;
}

/** Data comes back from the client as it likes. */
function readData(data: unknown): ItemData | undefined {
  if (typeof data !== "object" || data === null || !("file" in data) || !("name" in data)) return undefined;
  const { file, name } = data;
  return typeof file === "string" && typeof name === "string" ? { file, name } : undefined;
}
