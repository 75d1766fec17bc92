import { brokenStages } from "./broken-stages.ts";
import { type CheckMemory, forgetOthers, isSound, rememberSound } from "./check-memory.ts";
import type { Stage } from "./model.ts";
import type { Problem } from "./problem.ts";
import { rulesAmongOthers, stageRules } from "./rules/local-rules.ts";
import { onePerPlace } from "./rules/one-per-place.ts";
import type { CheckFacts, StageRule } from "./rules/rule.ts";

/** So many stages are looked at in one step: some milliseconds. */
const stagesInStep = 50;

/** The rules by what their answers hang on; the rest look at nothing but the stage and the files around it. */
const rulesOfOneStage = stageRules.filter((rule) => !rulesAmongOthers.has(rule));
const rulesOverOthers = stageRules.filter((rule) => rulesAmongOthers.has(rule));

/**
 * Runs all rules that look at a stage over one stage after the other, and leaves out those in which nothing was wrong
 * before. The problems are ordered by rule, and come with the last step.
 */
export function* checkStages(facts: CheckFacts, memory: CheckMemory): Generator<readonly Problem[]> {
  forgetOthers(memory, facts.pipeline, facts.isComplete);
  const found = new Map<StageRule, Problem[]>(stageRules.map((rule) => [rule, []]));
  const check = (stage: Stage, rules: readonly StageRule[], sound: CheckMemory["sound"]): boolean => {
    if (isSound(sound, stage, facts)) return false;
    let isFine = true;
    for (const rule of rules) {
      const problems = rule(stage, facts);
      if (problems.length === 0) continue;
      isFine = false;
      found.get(rule)?.push(...problems);
    }
    if (isFine) rememberSound(sound, stage, facts);
    return true;
  };
  const isBroken = brokenStages(facts.pipeline);
  let checked = 0;
  for (const stage of facts.pipeline.stages) {
    if (isBroken(stage)) continue;
    const isNew = check(stage, rulesOfOneStage, memory.sound);
    const isOtherwise = check(stage, rulesOverOthers, memory.soundAmongOthers);
    if (!isNew && !isOtherwise) continue;
    checked += 1;
    if (checked % stagesInStep === 0) yield [];
  }
  for (const problems of found.values()) yield onePerPlace(problems);
}
