import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextMode,
  type Range,
} from "vscode-languageserver-types";
import { flatten } from "#core/pipeline/params/flatten";
import type { Node } from "#core/pipeline/node";
import { pythonText } from "#core/pipeline/python/python-text";
import { folderOf, relativePath, resolvePath } from "#core/pipeline/repository-path";
import { keysAt, type KeyRule } from "#core/pipeline/schema";
import { isMapping, type Value } from "#core/pipeline/value";
import { cursorAt } from "./cursor.ts";
import { type FeatureContext, toLspRange } from "./lsp.ts";
import { paramsName, parametersOf, typeName, valueText } from "./parameters.ts";
import { type StagePlace, stagePlace } from "./stage-place.ts";

/** What a completion offers, before it is known which text it replaces. */
interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly documentation?: string;
  readonly insert?: string;
  /** Offers of a lower rank stand first. */
  readonly rank?: number;
}

/** What may be written at an offset of a dvc.yaml. */
export function complete(context: FeatureContext, offset: number): CompletionItem[] {
  const text = context.snapshot.read(context.path);
  if (text === undefined || !context.path.endsWith("dvc.yaml")) return [];
  const cursor = cursorAt(text, offset);
  const range = toLspRange(context, context.path, { start: offset - cursor.word.length, end: offset });
  return offersAt(context, cursor).map((offer) => toItem(offer, range));
}

function offersAt(context: FeatureContext, cursor: ReturnType<typeof cursorAt>): readonly Offer[] {
  if (cursor.kind === "expression") return variables(context, cursor.path);
  if (cursor.kind === "key") return keys(context, cursor.path);
  const place = stagePlace(cursor.path);
  if (cursor.kind === "value") return values(context, cursor.path);
  return place === undefined ? [] : items(context, place, cursor.word);
}

/** Keys that DVC defines for this place and that the mapping does not have yet. */
function keys(
  { snapshot, path: file }: FeatureContext,
  path: readonly (string | number)[],
): readonly Offer[] {
  const present = presentKeys(snapshot.document(file)?.root, path);
  return Object.entries(keysAt(path))
    .filter(([key, rule]) => !present.has(key) && rule.deprecated === undefined)
    .map(([key, rule], index) => ({
      label: key,
      kind: CompletionItemKind.Property,
      documentation: rule.description,
      insert: key + afterKey(rule),
      rank: index,
    }));
}

function presentKeys(root: Node | undefined, path: readonly (string | number)[]): ReadonlySet<string> {
  let node = root;
  for (const step of path) {
    if (node?.kind === "map") node = node.entries.find(({ key }) => key.value === step)?.value;
    else return new Set();
  }
  return new Set(node?.kind === "map" ? node.entries.map(({ key }) => pythonText(key.value)) : []);
}

/** Lists and mappings start on the next line, texts behind the colon. */
function afterKey({ shape }: KeyRule): string {
  const block = shape.kind === "list" || shape.kind === "named" || shape.kind === "record";
  return block ? ":" : ": ";
}

function values(context: FeatureContext, path: readonly (string | number)[]): readonly Offer[] {
  const parent = keysAt(path.slice(0, -1));
  const rule = Object.entries(parent).find(([key]) => key === path.at(-1))?.[1];
  if (rule?.shape.kind === "flag") {
    return ["true", "false"].map((label) => ({ label, kind: CompletionItemKind.Value }));
  }
  if (path[0] === "artifacts" && path.at(-1) === "path") return outputs(context, ".");
  return [];
}

function items(context: FeatureContext, place: StagePlace, word: string): readonly Offer[] {
  const folder = folderOf(context.path);
  const wdir = context.snapshot
    .file(context.path)
    ?.stages.find(({ name }) => name.split("@")[0] === place.stage)?.wdir;
  if (place.section === "deps")
    return [...outputs(context, wdir ?? folder, place.stage), ...paths(context, wdir ?? folder, word)];
  if (place.section === "params") return parameterNames(context, resolvePath(wdir ?? folder, paramsName));
  return [];
}

/** Outputs of the other stages, as they are written from a folder. */
function outputs({ snapshot }: FeatureContext, folder: string, except?: string): readonly Offer[] {
  return snapshot.pipeline.stages
    .filter(({ name }) => name.split("@")[0] !== except)
    .flatMap((stage) =>
      stage.outs.map(({ path, kind }) => ({
        label: relativePath(folder, path),
        kind: CompletionItemKind.Reference,
        detail: `${kind} of ${stage.name}`,
        rank: 0,
      })),
    );
}

/** Files and folders beside what is typed. */
function paths({ snapshot }: FeatureContext, folder: string, word: string): readonly Offer[] {
  const typed = word.slice(0, word.lastIndexOf("/") + 1);
  return snapshot
    .list(resolvePath(folder, typed === "" ? "." : typed))
    .filter((name) => !name.startsWith("."))
    .map((name) => ({
      label: typed + name,
      kind: name.endsWith("/") ? CompletionItemKind.Folder : CompletionItemKind.File,
      rank: 1,
    }));
}

function parameterNames({ snapshot }: FeatureContext, file: string): readonly Offer[] {
  const leaves = [...parametersOf(snapshot, file)].map(([label, value], index) =>
    offerOf(label, value, index),
  );
  const groups = new Set(leaves.flatMap(({ label }) => parentsOf(label)));
  return [
    ...leaves,
    ...[...groups].map((label) => ({
      label,
      kind: CompletionItemKind.Struct,
      detail: "all below it",
      rank: leaves.length,
    })),
  ];
}

function parentsOf(name: string): readonly string[] {
  const segments = name.split(".");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("."));
}

/** Names that `${}` knows here, with their values. */
function variables(
  { snapshot, path: file }: FeatureContext,
  path: readonly (string | number)[],
): readonly Offer[] {
  const known = snapshot.file(file)?.variables.values;
  const global = isMapping(known)
    ? [...flatten(known)].map(([label, value], index) => offerOf(label, value, index))
    : [];
  return [...templateVariables(snapshot.document(file)?.root, path), ...global];
}

/** `item` and `key` exist inside `foreach` and `matrix` only. */
function templateVariables(root: Node | undefined, path: readonly (string | number)[]): readonly Offer[] {
  const stage = presentKeys(root, path.slice(0, 2));
  const offer = (label: string, detail: string): Offer => ({
    label,
    detail,
    kind: CompletionItemKind.Variable,
    rank: 0,
  });
  if (stage.has("matrix")) {
    const axes = [...presentKeys(root, [...path.slice(0, 2), "matrix"])];
    return [
      ...axes.map((axis) => offer(`item.${axis}`, "value of the axis")),
      offer("key", "name of the combination"),
    ];
  }
  return stage.has("foreach")
    ? [offer("item", "the item of foreach"), offer("key", "its key, in a mapping")]
    : [];
}

function offerOf(label: string, value: Value, rank: number): Offer {
  return {
    label,
    kind: CompletionItemKind.Variable,
    detail: `${valueText(value)} · ${typeName(value)}`,
    rank,
  };
}

function toItem({ label, kind, detail, documentation, insert, rank }: Offer, range: Range): CompletionItem {
  return {
    label,
    kind,
    insertTextMode: InsertTextMode.asIs,
    textEdit: { range, newText: insert ?? label },
    filterText: label,
    sortText: String(rank ?? 0).padStart(4, "0") + label,
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && { documentation }),
  };
}
