import { closestAmong } from "../did-you-mean.ts";
import { isFileResolved } from "../is-file-resolved.ts";
import type { PipelineFile } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `lock/orphan`: a record of a stage that dvc.yaml does not have (any more). DVC never takes one out by itself, and
 * nobody reads it: a hint, which fades it.
 */
export function findOrphanedEntries(file: PipelineFile, facts: CheckFacts): Problem[] {
  const lock = facts.world.locks(file.path);
  const places = facts.lockPlaces(file.path);
  if (!lock || !places || lock.problems.some(({ severity }) => severity === "error")) return [];
  if (file.document.problems.length > 0 || !isFileResolved(file)) return [];
  const stages = new Set(file.stages.map(({ name }) => name));
  const nearNew = closestAmong([...stages].filter((stage) => !lock.stages.has(stage)));
  return [...lock.stages.keys()].flatMap((name): Problem[] => {
    const place = stages.has(name) ? undefined : places.entry(name);
    if (!place) return [];
    const near = nearNew(name);
    const was = near === undefined ? "" : ` '${near}' has no entry: it may have been '${name}' before.`;
    return [
      {
        code: "lock/orphan",
        severity: "hint",
        file: lock.file,
        range: place.key,
        message: `No stage '${name}' is in ${file.path}: remove this entry.${was}`,
        fixes: [
          {
            title: `Remove the entry of '${name}'`,
            changes: [{ file: lock.file, range: place.whole, newText: "" }],
          },
        ],
      },
    ];
  });
}
