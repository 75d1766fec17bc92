import { compareCodePoints } from "../python/code-point-order.ts";
import type { LockItem } from "../lock/lock-model.ts";
import type { PipelineFile } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/** `lock/edited-by-hand`: an entry in a form that DVC never writes. What it says may not be what the stage made. */
export function findEditedEntries(file: PipelineFile, facts: CheckFacts): Problem[] {
  const lock = facts.world.locks(file.path);
  if (!lock || lock.problems.some(({ severity }) => severity === "error")) return [];
  return [...lock.stages].flatMap(([name, { deps, outs }]): Problem[] => {
    const why = strangeness(deps) ?? strangeness(outs);
    const place = why === undefined ? undefined : facts.lockPlaces(file.path)?.entry(name);
    if (!place) return [];
    return [
      {
        code: "lock/edited-by-hand",
        severity: "information",
        file: lock.file,
        range: place.key,
        message: `DVC did not write the entry of '${name}' like this: ${why}. \`trainyard commit ${name}\` records it anew.`,
      },
    ];
  });
}

function strangeness(items: readonly LockItem[]): string | undefined {
  for (const [at, { path, md5, nfiles, size }] of items.entries()) {
    const before = items[at - 1];
    if (before && compareCodePoints(before.path, path) > 0) return `'${path}' stands after '${before.path}'`;
    const isFolder = md5?.endsWith(".dir") === true;
    if (md5 !== undefined && nfiles !== undefined && !isFolder) {
      return `'${path}' counts files, but its hash is one of a file`;
    }
    if (size !== undefined && size < 0n) return `the size of '${path}' is negative`;
  }
  return undefined;
}
