import { childOf } from "./map-entries.ts";
import type { Pipeline, PipelineFile, Stage } from "./model.ts";

/**
 * Tells of a stage whether there is an error in what defines it: then nobody knows yet what it lists, and what it seems to
 * lack may stand in the line with the error.
 */
export function brokenStages({ files, problems }: Pipeline): (stage: Stage) => boolean {
  const starts = new Map<string, number[]>();
  for (const { file, severity, code, range } of problems) {
    if (severity !== "error" && code !== "dvc/interp-unclosed") continue;
    const known = starts.get(file);
    if (known === undefined) starts.set(file, [range.start]);
    else known.push(range.start);
  }
  const broken = new Map(files.map((file) => [file.path, brokenNames(file, starts.get(file.path) ?? [])]));
  return ({ file, name, expansion }) => broken.get(file)?.has(expansion?.group ?? name) ?? false;
}

/** The definitions around these offsets. */
function brokenNames(
  { definitions, document }: PipelineFile,
  starts: readonly number[],
): ReadonlySet<string> {
  const names = new Set<string>();
  const end = childOf(document.root, "stages")?.range.end ?? 0;
  let at = 0;
  for (const start of starts.toSorted((a, b) => a - b)) {
    while ((definitions[at + 1]?.range.start ?? Infinity) <= start) at += 1;
    const definition = definitions[at];
    if (definition !== undefined && definition.range.start <= start && start <= end)
      names.add(definition.name);
  }
  return names;
}
