import { type CompletionItem, CompletionItemKind } from "vscode-languageserver-types";
import { isDataFile, isLockFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { resolvePath } from "#core/pipeline/repository-path";
import { shapesAt } from "#core/pipeline/schema";
import { dataFileOffers, lockOffers } from "./completion/data-file.ts";
import { keyOffers } from "./completion/keys.ts";
import { type Offer, toItem } from "./completion/offer.ts";
import { parameterOffers } from "./completion/parameter-names.ts";
import { schemaOffers } from "./completion/params-file.ts";
import { fileOffers, folderOffers, pathOffers, valueFileOffers } from "./completion/paths.ts";
import { type CompletionPlace, placeOf } from "./completion/place.ts";
import { columnOffers, templateOffers } from "./completion/plots.ts";
import { remoteOffers, remotePathOffers } from "./completion/remotes.ts";
import { iterableOffers, variableOffers } from "./completion/variables.ts";
import { overWord, wordBehind } from "./completion/word-behind.ts";
import { type Cursor, cursorAt } from "./cursor.ts";
import { type FeatureContext, hasOwnLanguage, toLspRange } from "./lsp.ts";
import { paramsName } from "./parameters.ts";
import { stagePlace } from "./stage-place.ts";

/** What the client does with what is offered. */
export interface CompletionSupport {
  readonly snippets: boolean;
}

/** What may be written at an offset of a dvc.yaml, dvc.lock or `.dvc` file, or of a YAML file of parameters that has a schema. */
export function complete(
  context: FeatureContext,
  offset: number,
  { snippets }: CompletionSupport = { snippets: false },
): CompletionItem[] {
  const text = context.snapshot.read(context.path);
  if (text === undefined || hasOwnLanguage(context.path)) return [];
  const cursor = inCommand(cursorAt(text, offset));
  const start = offset - cursor.word.length;
  const typed = toLspRange(context, context.path, { start, end: offset });
  const place = placeOf(context, cursor, { offset, column: typed.start.character, snippets });
  const behind = wordBehind(cursor, text, offset);
  const word = toLspRange(context, context.path, { start, end: offset + behind.length });
  const hasCommands = context.commands === true;
  return offersIn(context.path)(place).map((offer) => {
    const over = behind.length > 0 || behind.isKey ? overWord(offer, behind) : undefined;
    return over === undefined ? toItem(offer, typed, hasCommands) : toItem(over, word, hasCommands);
  });
}

/** Each kind of file has offers of its own. */
function offersIn(path: string): (place: CompletionPlace) => readonly Offer[] {
  if (isPipelineFile(path)) return offersAt;
  if (isDataFile(path)) return dataFileOffers;
  return isLockFile(path) ? lockOffers : schemaOffers;
}

/** In a command the word in front of the cursor is completed, and not the whole line. */
function inCommand(cursor: Cursor): Cursor {
  if (cursor.kind === "expression" || stagePlace(cursor.path)?.section !== "cmd") return cursor;
  const word = /[^\s=]*$/.exec(cursor.word)?.[0] ?? "";
  const isProgram = cursor.kind === "value" && word.length === cursor.word.length;
  // Enter behind a program or a blank must not write a file.
  const isPath = word.includes("/") || (word !== "" && !isProgram);
  return { ...cursor, kind: "command", word: isPath ? word : "" };
}

function offersAt(place: CompletionPlace): readonly Offer[] {
  const { kind } = place.cursor;
  if (kind === "nothing") return [];
  if (kind === "expression") return variableOffers(place);
  if (kind === "command") return place.cursor.word === "" ? [] : pathOffers(place).filter(beginsAs(place));
  if (kind === "key") return atKey(place);
  return kind === "value" ? atValue(place) : atItem(place);
}

/** Where the user chooses the keys they may be files: those that a plot draws from. */
function atKey(place: CompletionPlace): readonly Offer[] {
  const { stage, cursor } = place;
  const [top, item, , axis] = cursor.path;
  const isPlotFile = top === "plots" && cursor.path.length === 4 && (axis === "x" || axis === "y");
  const isTopPlot = top === "plots" && cursor.path.length === 2 && item === 0;
  if (isTopPlot) return pathOffers(place).map(asKey);
  if (isPlotFile) return pathOffers(place).map(asKey).map(leadingToColumns);
  if (stage?.rest.length !== 1 || stage.rest[0] !== 0) return keyOffers(place).map(leadingOn(place));
  if (stage.section === "params") return valueFileOffers(place).map(asKey);
  return isMade(stage.section) ? fileOffers(place).filter(beginsAs(place)).map(asKey) : [];
}

function leadingToColumns(offer: Offer): Offer {
  return /\.(?:[ct]sv|json|ya?ml)$/.test(offer.label) ? { ...offer, goesOn: true } : offer;
}

/** A key behind which there is something to choose opens the next list. */
function leadingOn(place: CompletionPlace): (offer: Offer) => Offer {
  return (offer) => {
    if (place.context.commands !== true || offer.insert !== `${offer.label}: `) return offer;
    const path = [...place.cursor.path, offer.label];
    const behind = { ...place, cursor: { path, kind: "value", word: "" }, stage: stagePlace(path) } as const;
    return atValue(behind).length > 0 ? { ...offer, goesOn: true } : offer;
  };
}

/** The sections of a stage whose paths the stage makes: most of them are new, and nothing is known that could be meant. */
function isMade(section: string | number | undefined): boolean {
  return section === "outs" || section === "metrics" || section === "plots";
}

/**
 * Where any text may be meant, a path is only offered when it begins as what is typed: an editor finds the letters of
 * `model` in `my-old-file`, too, and Enter would write that.
 */
function beginsAs({ cursor }: CompletionPlace): (offer: Offer) => boolean {
  return ({ label }) => label.startsWith(cursor.word) || label.includes(`/${cursor.word}`);
}

function asKey(offer: Offer): Offer {
  return offer.label.endsWith("/") ? offer : { ...offer, insert: `${offer.insert ?? offer.label}: ` };
}

/** What follows a key, by the last keys of its path. */
function atValue(place: CompletionPlace): readonly Offer[] {
  const { path } = place.cursor;
  const key = path.at(-1);
  if (shapesAt(path).some((shape) => shape.kind === "flag")) {
    return ["true", "false"].map((label) => ({ label, kind: CompletionItemKind.Value }));
  }
  if (path[0] === "artifacts" && key === "path") return pathOffers(place);
  if (path[0] === "artifacts" && key === "type") return artifactTypes;
  if (key === "wdir") return folderOffers(place);
  if (key === "foreach") return iterableOffers(place);
  if (key === "remote") return remoteOffers(place);
  if (!path.includes("plots")) return [];
  if (key === "template") return [...templateOffers(place), ...fileOffers(place, isJson)];
  return isColumn(path) ? columnOffers(place) : [];
}

const artifactTypes: readonly Offer[] = ["model", "dataset"].map((label) => ({
  label,
  kind: CompletionItemKind.Value,
}));

/** `x: step`, `y: [loss]` and `y: {file: [loss]}`. */
function isColumn(path: readonly (string | number)[]): boolean {
  const words = path.filter((step) => typeof step === "string");
  return words.slice(1).some((word, index) => (word === "x" || word === "y") && index >= words.length - 3);
}

function isJson(name: string): boolean {
  return name.endsWith(".json");
}

function atItem(place: CompletionPlace): readonly Offer[] {
  const { stage, folder, cursor } = place;
  const section = stage?.section ?? cursor.path[0];
  if (section === "vars") return valueFileOffers(place);
  if (stage === undefined) return atTopItem(place);
  if (section === "deps") return [...pathOffers(place), ...remotePathOffers(place)];
  if (section === "params") {
    const [, file] = stage.rest;
    if (typeof file === "string") return parameterOffers(place, resolvePath(folder, file));
    const files = valueFileOffers(place).filter(({ label }) => label !== paramsName);
    return [...parameterOffers(place, resolvePath(folder, paramsName)), ...files.map(asFileKey)];
  }
  if (section === "plots" && isColumn(cursor.path)) return columnOffers(place);
  if (!isMade(section)) return [];
  const files = fileOffers(place).filter(beginsAs(place));
  return section === "outs" ? [...files, ...remotePathOffers(place)] : files;
}

/** A file of parameters opens a list of its keys. It stands behind the parameters of params.yaml. */
function asFileKey(offer: Offer): Offer {
  const isFolder = offer.label.endsWith("/");
  return { ...offer, rank: 9999, ...(!isFolder && { insert: `${offer.label}:` }) };
}

function atTopItem(place: CompletionPlace): readonly Offer[] {
  const [section] = place.cursor.path;
  if (section === "metrics") return pathOffers(place, "metric");
  if (section === "params") return valueFileOffers(place);
  if (section !== "plots") return [];
  if (isColumn(place.cursor.path)) return columnOffers(place);
  return pathOffers(place, "plot");
}
