import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver-types";
import type { Fix, Problem, Severity } from "#core/pipeline/problem";
import { isDataFile, isLockFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { dataFileProblems } from "#core/pipeline/dvcfile/data-file-problems";
import { applyLevels } from "#core/pipeline/rule-levels";
import { suppress } from "#core/pipeline/suppression/apply-suppressions";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { type FeatureContext, toLocation, toLspRange } from "./lsp.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Says beside a message whose it is. */
export const diagnosticSource = "trainyard";

/** A list of thousands helps nobody; a notice says how many there are. */
const mostDiagnostics = 200;

/** What a diagnostic carries for the quick fix, so that nobody has to read its message. */
export interface DiagnosticData {
  readonly fixes: readonly Fix[];
}

/**
 * Everything that is wrong in one file, in the order in which it stands there.
 *
 * @param all what is wrong in the whole repository, as far as that is to be told
 */
export function diagnose(context: FeatureContext, all = context.snapshot.problems()): Diagnostic[] {
  const ordered = toldProblems(context, all);
  const shown = ordered.slice(0, mostDiagnostics).map((problem) => toDiagnostic(context, problem));
  const hidden = ordered.length - shown.length;
  const [first] = shown;
  if (hidden <= 0 || first === undefined) return shown;
  const notice: Diagnostic = {
    range: first.range,
    severity: DiagnosticSeverity.Information,
    code: "lint/too-many",
    source: diagnosticSource,
    message: `This file has ${hidden} more problems than are shown.`,
  };
  return [...shown, notice];
}

/** What the user is to be told of a file: without what comments silence, at the levels of the settings. */
export function toldProblems(
  context: FeatureContext,
  all: readonly Problem[] = context.snapshot.problems(),
): readonly Problem[] {
  const problems = [...all.filter(({ file }) => file === context.path), ...ownProblems(context)];
  const unique = new Map(
    problems.map((problem) => [`${problem.range.start} ${problem.code} ${problem.message}`, problem]),
  );
  const told = suppress(context.path, context.snapshot.read(context.path) ?? "", [...unique.values()]);
  return applyLevels(told, context.levels ?? {}).toSorted(
    (one, other) => one.range.start - other.range.start,
  );
}

/** What is wrong with a file by itself, which no dvc.yaml has to mention for it to be wrong. */
function ownProblems({ snapshot, path }: FeatureContext): readonly Problem[] {
  const text = snapshot.read(path);
  if (text === undefined || isPipelineFile(path)) return [];
  if (isLockFile(path)) return snapshot.lock(path)?.problems ?? [];
  if (isDataFile(path)) return dataFileProblems(parseYaml(path, text), { exists: snapshot.exists });
  return snapshot.values(path)?.problems ?? [];
}

function toDiagnostic(context: FeatureContext, problem: Problem): Diagnostic {
  const { code, severity, message, range, related, fixes } = problem;
  const data: DiagnosticData = { fixes: fixes ?? [] };
  return {
    range: toLspRange(context, context.path, range),
    severity: severities[severity],
    code,
    ...(context.rules !== undefined && { codeDescription: { href: `${context.rules}/${code}.md` } }),
    source: diagnosticSource,
    message,
    data,
    ...tagsOf(problem),
    ...(related !== undefined && {
      relatedInformation: related.map((place) => ({
        location: toLocation(context, place.file, place.range),
        message: place.message,
      })),
    }),
  };
}

/** Hints about what is in use: to fade it would say that it can go. */
const advice: readonly string[] = ["cmd/cd-instead-of-wdir", "metrics/cached-metric"];

/** What a hint tells of is faded; what has no effect any more is struck through. */
function tagsOf({ code, severity }: Problem): Pick<Diagnostic, "tags"> {
  if (code === "dvc/deprecated-key") return { tags: [DiagnosticTag.Deprecated] };
  if (advice.includes(code)) return {};
  return severity === "hint" ? { tags: [DiagnosticTag.Unnecessary] } : {};
}
