import { CompletionItemKind } from "vscode-languageserver-types";
import {
  dependencyShape,
  fileShape,
  type KeyTable,
  outputShape,
  recordShape,
  repositoryShape,
} from "#core/pipeline/dvcfile/dvc-file-shape";
import { childOf, textOf } from "#core/pipeline/map-entries";
import { resolvePath } from "#core/pipeline/repository-path";
import type { Offer } from "./offer.ts";
import { fileOffers, folderOffers } from "./paths.ts";
import { type CompletionPlace, presentKeys } from "./place.ts";
import { remoteOffers } from "./remotes.ts";

/** In a `.dvc` file: the keys that DVC takes, paths relative to its `wdir`, remotes and flags. */
export function dataFileOffers(place: CompletionPlace): readonly Offer[] {
  const { cursor, root, folder } = place;
  const isItem = cursor.kind === "item" && cursor.path.length === 2;
  if (cursor.kind === "key" || isItem) return keysOf(place, dataFileTable(cursor.path));
  if (cursor.kind !== "value") return [];
  const key = String(cursor.path.at(-1));
  const kind = ofTable(dataFileTable(cursor.path.slice(0, -1)), key);
  if (kind === "flag") return flags;
  if (key === "wdir") return folderOffers(place);
  if (key === "remote") return remoteOffers(place);
  const within = resolvePath(folder, textOf(childOf(root, "wdir")) ?? ".");
  return key === "path" && kind !== undefined ? fileOffers({ ...place, folder: within }) : [];
}

/** In a dvc.lock, which tools write, keys alone. */
export function lockOffers(place: CompletionPlace): readonly Offer[] {
  const { path, kind } = place.cursor;
  return kind === "key" || (kind === "item" && path.length === 4) ? keysOf(place, lockTable(path)) : [];
}

const flags: readonly Offer[] = ["true", "false"].map((label) => ({ label, kind: CompletionItemKind.Value }));

/** Which mapping a path leads to, with lists between. */
function dataFileTable(path: readonly (string | number)[]): KeyTable {
  const [section, index, part, ...more] = path;
  if (section === undefined) return fileShape;
  if (index !== 0 || more.length > 0) return {};
  if (section === "outs") return part === undefined ? outputShape : {};
  if (section !== "deps") return {};
  return part === undefined ? dependencyShape : part === "repo" ? repositoryShape : {};
}

const lockShape: KeyTable = { schema: "text", stages: "mapping", datasets: "list" };
const lockedStageShape: KeyTable = { cmd: "text", deps: "list", params: "mapping", outs: "list" };

function lockTable([top, stage, section, index, ...more]: readonly (string | number)[]): KeyTable {
  if (top === undefined) return lockShape;
  if (top !== "stages" || stage === undefined || more.length > 0) return {};
  if (section === undefined) return lockedStageShape;
  return (section === "deps" || section === "outs") && index === 0 ? recordShape : {};
}

function ofTable(table: KeyTable, key: string): KeyTable[string] | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** DVC reads it in files of its first version; today the key is `frozen`. */
const formerlyFrozen = "locked";

/** The keys of a table that the mapping around the cursor does not have. */
function keysOf(place: CompletionPlace, table: KeyTable): readonly Offer[] {
  // An item that is only a dash has no keys yet, and the tree may give those of the item in front of it.
  const present = place.cursor.kind === "item" ? new Set<string>() : presentKeys(place);
  const isFlow = place.cursor.flowKeys !== undefined;
  return Object.entries(table)
    .filter(([key]) => !present.has(key) && key !== formerlyFrozen)
    .map(([label, kind], rank) => {
      // What follows on its own lines gets no blank behind its colon.
      const isBelow = !isFlow && (kind === "list" || kind === "mapping" || kind === "texts");
      const goesOn = kind === "flag" || label === "path" || label === "remote";
      return {
        label,
        kind: CompletionItemKind.Property,
        insert: isBelow ? `${label}:` : `${label}: `,
        rank,
        ...(goesOn && { goesOn: true as const }),
      };
    });
}
