import { closestPath, closestPathAmong } from "../near-path.ts";
import type { Problem } from "../problem.ts";
import { folderOf, relativePath } from "../repository-path.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import { findMisspeltOutputs, type MissingDependency } from "./misspelt-output.ts";
import { isMissing, similarFiles, trackedBy } from "./missing-path.ts";
import { onePerPlace } from "./one-per-place.ts";
import { otherCase } from "./path-case.ts";
import type { CheckFacts } from "./rule.ts";

/** `dvc/dep-missing`: a dependency that is not there and that no stage makes. */
export function findMissingDependencies(facts: CheckFacts): Problem[] {
  const missing = missingDependencies(facts);
  const misspelt = findMisspeltOutputs(missing, facts);
  const explained = new Set(misspelt.flatMap(({ users }) => users));
  const others = missing.filter((one) => !explained.has(one));
  return onePerPlace([
    ...misspelt.map(({ problem }) => problem),
    ...others.map((one) => notPulled(one) ?? notThere(one, facts)),
  ]);
}

function missingDependencies(facts: CheckFacts): readonly MissingDependency[] {
  const missing: MissingDependency[] = [];
  const made = facts.pipeline.stages.flatMap((stage) => stage.outs.map((output) => output.path));
  const nearMade = closestPathAmong(made);
  const madeOnWindows = new Set(made.filter(hasBackslash).map((path) => path.replaceAll("\\", "/")));
  let recorded: ReadonlyMap<string, string> | undefined;
  for (const stage of facts.pipeline.stages) {
    for (const dependency of stage.deps) {
      const { path, text } = dependency;
      // A path in other capitals, or with a backslash, has a problem of its own.
      if (!isMissing(facts, path) || hasBackslash(text) || madeOnWindows.has(path)) continue;
      if (otherCase(path, facts) !== undefined) continue;
      recorded ??= recordedOutputs(facts);
      const by = trackedBy(facts.world, path) ?? recorded.get(path);
      const near = by === undefined ? nearMade(path) : undefined;
      // A stage does not wait for what it makes itself.
      const isOwn = stage.outs.some((output) => output.path === near);
      missing.push({ stage, dependency, by, made: isOwn ? undefined : near });
    }
  }
  return missing;
}

function hasBackslash(path: string): boolean {
  return path.includes("\\");
}

function notPulled({ by, stage, dependency }: MissingDependency): Problem | undefined {
  if (by === undefined) return undefined;
  return {
    code: "dvc/dep-missing",
    severity: "information",
    file: stage.file,
    range: dependency.range,
    message: `'${dependency.path}' is tracked by '${by}' but is not here yet: pull it.`,
  };
}

/** The dvc.lock that remembers a path as the output of a stage, also of one that is gone from dvc.yaml; by the path. */
function recordedOutputs({ pipeline, world }: CheckFacts): ReadonlyMap<string, string> {
  const recorded = new Map<string, string>();
  for (const { path } of pipeline.files) {
    const lock = world.locks(path);
    const folder = folderOf(path);
    for (const { outs } of lock?.stages.values() ?? []) {
      for (const { path: text } of outs) {
        const whole = folder === "." ? text : `${folder}/${text}`;
        if (lock && !recorded.has(whole)) recorded.set(whole, lock.file);
      }
    }
  }
  return recorded;
}

/** What was meant is the output that is spelled nearly the same, or a file that is nearer still. */
function notThere({ stage, dependency, made }: MissingDependency, facts: CheckFacts): Problem {
  const { path, text, range } = dependency;
  const bare = withoutOddQuotes(path);
  const isBareThere = bare !== path && !isMissing(facts, bare);
  const candidates = [...(made === undefined ? [] : [made]), ...similarFiles(facts.world, path)];
  const near = isBareThere ? bare : closestPath(path, candidates);
  const wanted = near === undefined ? undefined : relativePath(stage.wdir, near);
  const fix =
    wanted === undefined ? undefined : fixRewriting(facts.documents.get(stage.file), range, text, wanted);
  return {
    code: "dvc/dep-missing",
    severity: "warning",
    file: stage.file,
    range,
    message: `'${path}' does not exist and no stage makes it.${near === undefined ? "" : ` Did you mean '${near}'?`}`,
    ...(fix && { fixes: [fix] }),
  };
}

/** Quotes of a text processor are letters to YAML. */
function withoutOddQuotes(path: string): string {
  return path.replace(/^["'‘’“”]|["'‘’“”]$/g, "");
}
