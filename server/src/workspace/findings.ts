import type { CheckMemory } from "#core/pipeline/check-memory";
import { checkSteps, type CheckWorld } from "#core/pipeline/check";
import type { Pipeline } from "#core/pipeline/model";
import { moveProblem } from "#core/pipeline/move-problem";
import type { Problem } from "#core/pipeline/problem";
import { differenceOf, type TextDifference } from "#core/pipeline/yaml/text-difference";
import type { Snapshot } from "./snapshot.ts";

/** What the rules found in a repository when they were last run to their end; it outlives the snapshot. */
export interface Findings {
  readonly memory: CheckMemory;
  found: { readonly problems: readonly Problem[]; readonly texts: ReadonlyMap<string, string> } | undefined;
}

/** Up to so many stages, all rules together take a few milliseconds. */
const fewStages = 50;

/** What the rules are run over. */
interface Searched {
  readonly pipeline: Pipeline;
  readonly world: CheckWorld;
  readonly findings: Findings;
}

/** The ways to the problems of a snapshot: all of them now, a step at a time, or what is known of them. */
export function searchProblems({
  pipeline,
  world,
  findings,
}: Searched): Pick<Snapshot, "problems" | "quickProblems" | "findProblems"> {
  const ofRules: (readonly Problem[])[] = [];
  const steps = checkSteps(pipeline, world, findings.memory);
  let all: readonly Problem[] | undefined;
  function* findProblems(): Generator<void> {
    while (all === undefined) {
      const { value, done } = steps.next();
      if (done === true) {
        const found = ofRules.flat();
        all = [...pipeline.problems, ...found];
        findings.found = keep(found, world);
      } else {
        ofRules.push(value);
        yield;
      }
    }
  }
  const problems = (): readonly Problem[] => {
    if (all === undefined) for (const _ of findProblems());
    return all ?? [];
  };
  return {
    problems,
    findProblems,
    quickProblems: () => {
      const isWhole = all !== undefined || pipeline.stages.length <= fewStages;
      const known = isWhole ? problems() : [...pipeline.problems, ...recall(findings, world)];
      return { problems: known, isWhole };
    },
  };
}

/** Places are copied: those of stages move with the text. */
function keep(problems: readonly Problem[], { read }: CheckWorld): Findings["found"] {
  const copies = problems.flatMap((problem) => moveProblem(problem, () => undefined) ?? []);
  const places = problems.flatMap(({ file, related = [], fixes = [] }) => [
    file,
    ...related.map((place) => place.file),
    ...fixes.flatMap(({ changes }) => changes.map((change) => change.file)),
  ]);
  return { problems: copies, texts: new Map([...new Set(places)].map((file) => [file, read(file) ?? ""])) };
}

function recall({ found }: Findings, { read }: CheckWorld): readonly Problem[] {
  const differences = new Map<string, TextDifference>();
  for (const [file, before] of found?.texts ?? []) {
    const now = read(file) ?? "";
    if (now !== before) differences.set(file, differenceOf(before, now));
  }
  const problems = found?.problems ?? [];
  if (differences.size === 0) return problems;
  return problems.flatMap((problem) => moveProblem(problem, (file) => differences.get(file)) ?? []);
}
