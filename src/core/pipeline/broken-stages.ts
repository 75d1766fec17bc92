import { sectionEnd } from "./map-entries.ts";
import type { Pipeline, PipelineFile, Stage } from "./model.ts";
import type { Place, Range } from "./problem.ts";
import { isInParts } from "./text-parts.ts";

type Definition = PipelineFile["definitions"][number];

/**
 * Tells of a stage whether there is an error in what defines it: then nobody knows yet what it lists, and what it seems to
 * lack may stand in the line with the error.
 */
export function brokenStages(pipeline: Pipeline): (stage: Stage) => boolean {
  const broken = new Map<string, ReadonlySet<string>>();
  for (const [file, definitions] of brokenDefinitions(pipeline)) {
    broken.set(file, new Set(definitions.map(({ definition }) => definition.name)));
  }
  return ({ file, name, expansion }) => broken.get(file)?.has(expansion?.group ?? name) ?? false;
}

/** Tells of a place whether it is in such a stage. */
export function brokenPlaces(pipeline: Pipeline): (place: Place) => boolean {
  const broken = new Map<string, readonly Range[]>();
  for (const [file, definitions] of brokenDefinitions(pipeline)) {
    broken.set(
      file,
      definitions.map(({ part }) => part),
    );
  }
  return ({ file, range }) => isInParts(broken.get(file) ?? [], range.start);
}

/** Whether DVC takes something in another way than it is meant, where there is such a problem. */
export function isUncertain(code: string): boolean {
  return code === "dvc/interp-unclosed" || code === "yaml/joined-items";
}

interface Broken {
  readonly definition: Definition;
  readonly part: Range;
}

/** The definitions with errors, by file. */
function brokenDefinitions({ files, problems }: Pipeline): ReadonlyMap<string, readonly Broken[]> {
  const starts = new Map<string, number[]>();
  for (const { file, severity, code, range } of problems) {
    if (severity !== "error" && !isUncertain(code)) continue;
    const known = starts.get(file);
    if (known === undefined) starts.set(file, [range.start]);
    else known.push(range.start);
  }
  const byPath = new Map(files.map((file) => [file.path, file]));
  const broken = new Map<string, readonly Broken[]>();
  for (const [path, offsets] of starts) {
    const file = byPath.get(path);
    if (file !== undefined) broken.set(path, definitionsAround(file, offsets));
  }
  return broken;
}

function definitionsAround({ definitions, document }: PipelineFile, offsets: readonly number[]): Broken[] {
  const found = new Map<Definition, Broken>();
  const end = sectionEnd(document, "stages");
  let at = 0;
  for (const offset of offsets.toSorted((a, b) => a - b)) {
    while ((definitions[at + 1]?.range.start ?? Infinity) <= offset) at += 1;
    const definition = definitions[at];
    if (definition === undefined || offset < definition.range.start || offset >= end) continue;
    const part = { start: definition.range.start, end: definitions[at + 1]?.range.start ?? end };
    found.set(definition, { definition, part });
  }
  return [...found.values()];
}
