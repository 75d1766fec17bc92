import type { Problem, Severity } from "./problem.ts";
import { namesCode } from "./suppression/find-suppressions.ts";

/** How loud a rule is; `off` is silent. */
export type RuleLevel = "off" | Severity;

/** Levels by code, or by group as `cmd/*`. What names the code itself goes before its group. */
export type RuleLevels = Readonly<Record<string, RuleLevel>>;

const levels: readonly string[] = ["off", "hint", "information", "warning", "error"] satisfies RuleLevel[];

export function isRuleLevel(value: unknown): value is RuleLevel {
  return typeof value === "string" && levels.includes(value);
}

/** Whether a text can name rules: a code such as `dvc/dep-missing`, or a group such as `cmd/*`. */
export function isRulePattern(text: string): boolean {
  return /^[a-z]+\/(?:\*|[a-z][a-z-]*)$/.test(text);
}

/** The problems with the severities that the user wants, without those of rules that are off. */
export function applyLevels(problems: readonly Problem[], wanted: RuleLevels): readonly Problem[] {
  const patterns = Object.keys(wanted).toSorted((one, other) => other.length - one.length);
  if (patterns.length === 0) return problems;
  return problems.flatMap((problem) => {
    const pattern = Object.hasOwn(wanted, problem.code)
      ? problem.code
      : patterns.find((each) => namesCode(each, problem.code));
    const level = pattern === undefined ? undefined : wanted[pattern];
    if (level === "off") return [];
    return level === undefined || level === problem.severity ? [problem] : [{ ...problem, severity: level }];
  });
}
