import { itemsByPath, type LockItem, type Recorded } from "../lock/lock-model.ts";
import type { PathReference, Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";
import { recordedEntry, recordedPlace } from "./recorded-entry.ts";

/**
 * `lock/stale-deps`: a dependency that the stage did not have when it last ran, or that another stage has made anew
 * since then. Only what the texts tell: nothing is hashed while somebody types.
 */
export function findStaleDependencies(stage: Stage, facts: CheckFacts): Problem[] {
  const entry = recordedEntry(stage, facts);
  if (!entry) return [];
  const recorded = itemsByPath(entry.deps);
  return stage.deps.flatMap((dependency) => {
    const item = recorded.get(dependency.text);
    if (item === undefined) return [added(stage, dependency)];
    const made = recordedOutput(dependency, stage, facts);
    return made && differ(item, made.item) ? [remade(stage, dependency, made.producer, facts)] : [];
  });
}

function added(stage: Stage, { path, range }: PathReference): Problem {
  return {
    code: "lock/stale-deps",
    severity: "information",
    file: stage.file,
    range,
    message: `'${path}' is new since '${stage.name}' last ran: \`trainyard repro\` runs it again.`,
  };
}

function remade(
  stage: Stage,
  { path, text, range }: PathReference,
  producer: Stage,
  facts: CheckFacts,
): Problem {
  const place = recordedPlace(
    stage,
    facts,
    ["    deps:", `    - path: ${text}`],
    "It ran with another content",
  );
  return {
    code: "lock/stale-deps",
    severity: "information",
    file: stage.file,
    range,
    message: `'${producer.address}' has made '${path}' anew since '${stage.name}' last ran.`,
    ...place,
  };
}

/** What dvc.lock has of the output that a dependency is. Parts of an output, and folders around some, say nothing. */
function recordedOutput(
  { path }: PathReference,
  stage: Stage,
  { links, world }: CheckFacts,
): { readonly producer: Stage; readonly item: LockItem } | undefined {
  const [made, other] = links.outputs.at(path);
  if (!made || other || made.stage.address === stage.address) return undefined;
  const entry = world.locks(made.stage.file)?.stages.get(made.stage.name);
  const item = itemsByPath(entry?.outs).get(made.output.text);
  return item && { producer: made.stage, item };
}

/** Hashes of two kinds cannot be compared. */
function differ(one: Recorded, other: Recorded): boolean {
  if (one.md5 === undefined || other.md5 === undefined || one.hash !== other.hash) return false;
  return one.md5 !== other.md5;
}
