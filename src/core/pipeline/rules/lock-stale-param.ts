import type { ParamsDependency, Stage } from "../model.ts";
import { parameterReasons } from "../params/params-change.ts";
import type { Place, Problem } from "../problem.ts";
import type { Reason } from "../status/status-model.ts";
import { isMapping } from "../value.ts";
import type { CheckFacts } from "./rule.ts";
import { recordedEntry, recordedPlace } from "./recorded-entry.ts";
import { shownValue } from "./shown-value.ts";

/** `lock/stale-param`: a parameter is not what it was when the stage last ran. */
export function findStaleParameters(stage: Stage, facts: CheckFacts): Problem[] {
  const entry = recordedEntry(stage, facts);
  if (!entry) return [];
  return stage.params.flatMap((dependency) => {
    const values = facts.valuesOf(dependency.path)?.values;
    const recorded = entry.params.get(dependency.text);
    if (recorded === undefined || !isMapping(values)) return [];
    const reasons = parameterReasons(dependency, recorded, { kind: "values", values });
    return firstOfEachKey(reasons).map((reason) => stale(stage, dependency, reason, facts));
  });
}

/** What is missing has a problem of its own. A parameter that is a mapping may have changed in many places. */
function firstOfEachKey(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string | undefined>();
  return reasons.filter(({ key, change }) => {
    if (change === "deleted" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function stale(stage: Stage, dependency: ParamsDependency, reason: Reason, facts: CheckFacts): Problem {
  const { key = "", leaf = key } = reason;
  const recorded = [`      ${dependency.text}:`, `        ${key}:`];
  const now = valuePlace(dependency.path, leaf, facts);
  const { related = [] } = recordedPlace(stage, facts, recorded, "It ran with this value");
  return {
    code: "lock/stale-param",
    severity: "information",
    file: stage.file,
    range: dependency.keys?.find((listed) => listed.key === key)?.range ?? dependency.range,
    message: `'${leaf}' ${whatHappened(reason)} since '${stage.name}' last ran${difference(reason)}`,
    related: [...related, ...(now ? [{ ...now, message: "This is its value now" }] : [])],
  };
}

function whatHappened({ from, to }: Reason): string {
  if (from === undefined) return "is new";
  return to === undefined ? "is gone" : "changed";
}

function difference({ from, to }: Reason): string {
  if (from === undefined || to === undefined) return ": `trainyard repro` runs it again.";
  return `: ${shownValue(from)} → ${shownValue(to)}.`;
}

function valuePlace(file: string, name: string, facts: CheckFacts): Place | undefined {
  const place = facts.parameterPlace(file, name);
  return place && { file, range: place.value };
}
