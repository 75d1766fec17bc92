import { closest } from "#core/pipeline/did-you-mean";
import { isRulePattern, levelWords, type RuleLevels } from "#core/pipeline/rule-levels";
import { wrongUsage } from "./failures.ts";

/** Reads `CODE=LEVEL` texts, such as `dvc/dep-missing=off` and `cmd/*=hint`. Throws a Failure for another text. */
export function readRuleLevels(texts: readonly string[]): RuleLevels {
  return Object.fromEntries(
    texts.map((text) => {
      const [pattern = "", level = ""] = text.split("=");
      if (!isRulePattern(pattern)) {
        throw wrongUsage(
          `--rule takes CODE=LEVEL, such as dvc/dep-missing=off or cmd/*=hint, not '${text}'.`,
        );
      }
      if (!levelWords.includes(level)) {
        const meant = closest(level, levelWords);
        const hint = meant === undefined ? "" : ` Did you mean '${meant}'?`;
        throw wrongUsage(`The level of a rule is one of ${levelWords.join(", ")}, not '${level}'.${hint}`);
      }
      return [pattern, level];
    }),
  );
}
