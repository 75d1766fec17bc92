import type { Problem, Severity } from "./problem.ts";
import { namesCode } from "./suppression/find-suppressions.ts";

/**
 * How loud rules are, by code or by group as `cmd/*`: a severity, or `off`. What names the code itself goes before its
 * group; any other word changes nothing.
 */
export type RuleLevels = Readonly<Record<string, string>>;

const severities: readonly Severity[] = ["hint", "information", "warning", "error"];

/** The words that a level can be. */
export const levelWords: readonly string[] = ["off", ...severities];

/** Whether a text can name rules: a code such as `dvc/dep-missing`, or a group such as `cmd/*`. */
export function isRulePattern(text: string): boolean {
  return /^[a-z]+\/(?:\*|[a-z][a-z-]*)$/.test(text);
}

/** The problems with the severities that the user wants, without those of rules that are off. */
export function applyLevels(problems: readonly Problem[], wanted: RuleLevels): readonly Problem[] {
  const patterns = Object.keys(wanted);
  if (patterns.length === 0) return problems;
  return problems.flatMap((problem) => {
    const pattern = Object.hasOwn(wanted, problem.code)
      ? problem.code
      : patterns.find((each) => namesCode(each, problem.code));
    const level = pattern === undefined ? undefined : wanted[pattern];
    if (level === "off") return [];
    const severity = severities.find((each) => each === level);
    return severity === undefined || severity === problem.severity ? [problem] : [{ ...problem, severity }];
  });
}
