import { closest, closestAmong } from "../did-you-mean.ts";
import { touching } from "../graph/links.ts";
import type { PathReference, Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { folderOf, isOutside, relativePath } from "../repository-path.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import { onePerPlace } from "./one-per-place.ts";
import { otherCase } from "./path-case.ts";
import type { CheckFacts, CheckWorld } from "./rule.ts";

/** `dvc/dep-missing`: a dependency that is not there and that no stage makes. */
export function findMissingDependencies(facts: CheckFacts): Problem[] {
  const problems: Problem[] = [];
  const made = facts.pipeline.stages.flatMap((stage) => stage.outs.map((output) => output.path));
  const nearMade = closestAmong(made);
  const madeOnWindows = new Set(made.filter(hasBackslash).map((path) => path.replaceAll("\\", "/")));
  let recorded: ReadonlyMap<string, string> | undefined;
  for (const stage of facts.pipeline.stages) {
    for (const dependency of stage.deps) {
      // A path in other capitals, or with a backslash, has a problem of its own.
      if (!isMissing(facts, dependency.path) || hasBackslash(dependency.text)) continue;
      if (madeOnWindows.has(dependency.path)) continue;
      if (otherCase(dependency.path, facts) !== undefined) continue;
      recorded ??= recordedOutputs(facts);
      const by = trackedBy(facts.world, dependency.path) ?? recorded.get(dependency.path);
      problems.push(
        notPulled(by, stage, dependency) ?? missing(facts, stage, dependency, nearMade(dependency.path)),
      );
    }
  }
  return onePerPlace(problems);
}

function hasBackslash(path: string): boolean {
  return path.includes("\\");
}

/**
 * Whether a path is neither there nor made by a stage, also not in part. False where nobody can tell: outside of the
 * repository, or while a stage that may make it has mistakes of its own and did not resolve.
 */
export function isMissing({ isComplete, links, world }: CheckFacts, path: string): boolean {
  if (!isComplete || isOutside(path)) return false;
  return world.exists(path) === false && touching(links.outputs, path).length === 0;
}

function notPulled(by: string | undefined, stage: Stage, dependency: PathReference): Problem | undefined {
  if (by === undefined) return undefined;
  return {
    code: "dvc/dep-missing",
    severity: "information",
    file: stage.file,
    range: dependency.range,
    message: `'${dependency.path}' is tracked by '${by}' but is not here yet: pull it.`,
  };
}

/** The `.dvc` file of a path or of a folder around it: `dvc add` puts it next to what it tracks. */
export function trackedBy(world: CheckWorld, path: string): string | undefined {
  const known = world.tracked?.(path);
  if (known !== undefined) return known;
  const parts = path.split("/");
  const beside = parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}.dvc`);
  return beside.findLast((file) => world.exists(file) === true);
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

/** @param made the output that is spelled nearly the same: it was meant, or a file that is nearer still. */
function missing(
  facts: CheckFacts,
  stage: Stage,
  dependency: PathReference,
  made: string | undefined,
): Problem {
  const { path, text, range } = dependency;
  const bare = withoutOddQuotes(path);
  const isBareThere = bare !== path && !isMissing(facts, bare);
  const candidates = [...(made === undefined ? [] : [made]), ...similarFiles(facts.world, path)];
  const near = isBareThere ? bare : closest(path, candidates);
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

/** Goes down as far as the path exists, then takes the nearest name there in place of the one that does not. */
export function similarFiles(world: CheckWorld, path: string): string[] {
  const parts = path.split("/");
  const at = parts.findIndex((_, index) => world.exists(parts.slice(0, index + 1).join("/")) === false);
  const wrong = parts[at];
  const folder = parts.slice(0, at).join("/") || ".";
  const names = (world.list?.(folder) ?? []).map((entry) => entry.replace(/\/$/, ""));
  const name = wrong === undefined ? undefined : closest(wrong, names);
  if (name === undefined) return [];
  const candidate = parts.with(at, name).join("/");
  return world.exists(candidate) === true ? [candidate] : [];
}
