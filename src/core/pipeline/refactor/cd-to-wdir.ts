import { childOf, entriesOf, itemsOf } from "../map-entries.ts";
import { occurrencesIn } from "../occurrences/find-occurrences.ts";
import type { OccurrenceWorld } from "../occurrences/collector.ts";
import { rewritten } from "../occurrences/rename.ts";
import type { TextChange } from "../problem.ts";
import { folderOf, isOutside, relativePath, resolvePath } from "../repository-path.ts";
import { lineStart } from "../yaml/line-bounds.ts";
import { scalarYaml } from "../yaml/print-yaml.ts";
import { definitionAt, type RefactorPlace, type Refactoring } from "./refactoring.ts";

/** Turns `cmd: cd src && …` into `wdir: src`, with the paths of the stage relative to it. */
export function cdToWdir(place: RefactorPlace, world: OccurrenceWorld): Refactoring[] {
  const definition = definitionAt(place);
  const { text } = place.file.document;
  const { path: file } = place.file;
  const cmd = entriesOf(definition?.body).find(({ key }) => key.value === "cmd");
  if (definition === undefined || cmd?.value.kind !== "scalar" || text[definition.body.range.start] === "{")
    return [];
  const { range } = cmd.value;
  const source = text.slice(range.start, range.end);
  const change = /^(["']?|[|>][-+]?\s+)cd\s+([\w./-]+)\s*&&\s*(?=\S)/.exec(source);
  const [whole = "", opening = "", target = ""] = change ?? [];
  const wdir = childOf(definition.body, "wdir");
  const old = definition.stages[0]?.wdir ?? folderOf(file);
  const folder = resolvePath(old, target);
  const isSame = definition.stages.every((stage) => stage.wdir === old);
  // A parameter without a file is one of params.yaml in the working directory, which would be another one.
  const hasBareParameter = itemsOf(childOf(definition.body, "params")).some(({ kind }) => kind === "scalar");
  if (
    change === null ||
    !isSame ||
    hasBareParameter ||
    isOutside(folder) ||
    / cd /.test(source.slice(whole.length))
  )
    return [];
  const paths = occurrencesIn(world, file, { within: definition.range }).filter(
    ({ named, role, range: at }) =>
      named.kind === "path" &&
      role !== "mention" &&
      definition.range.start <= at.start &&
      at.start !== wdir?.range.start,
  );
  if (paths.some(({ exact }) => !exact)) return [];
  const changes: TextChange[] = [
    { file, range: { start: range.start + opening.length, end: range.start + whole.length }, newText: "" },
    wdirChange(place, cmd.key.range.start, wdir?.range, relativePath(folderOf(file), folder)),
    ...paths.flatMap((found) =>
      found.named.kind === "path" ? [rewritten(found, relativePath(folder, found.named.path))] : [],
    ),
  ];
  return [
    {
      kind: "rewrite",
      mends: "cmd/cd-instead-of-wdir",
      title: `Use 'wdir: ${relativePath(folderOf(file), folder)}' instead of 'cd'`,
      changes,
    },
  ];
}

function wdirChange(
  { file }: RefactorPlace,
  cmd: number,
  wdir: { readonly start: number; readonly end: number } | undefined,
  folder: string,
): TextChange {
  if (wdir !== undefined) return { file: file.path, range: wdir, newText: scalarYaml(folder) };
  const { text } = file.document;
  const indent = " ".repeat(cmd - lineStart(text, cmd));
  return {
    file: file.path,
    range: { start: cmd, end: cmd },
    newText: `wdir: ${scalarYaml(folder)}\n${indent}`,
  };
}
