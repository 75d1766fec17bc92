import { findStrangeArtifacts } from "./artifacts-path.ts";
import { findCachedMetrics } from "./metrics-cached.ts";
import { findStrangeMetrics, findStrangeTopLevelMetrics } from "./metrics-format.ts";
import { findStagesWithoutDependencies } from "./never-reruns.ts";
import { findExternalOutputs } from "./output-external.ts";
import { findOutputsInGit } from "./output-in-git.ts";
import { findAbsolutePaths } from "./path-absolute.ts";
import { findBackslashes } from "./path-backslash.ts";
import { findWrongCase } from "./path-case.ts";
import { findPlotMistakes, findStagePlotMistakes } from "./plots.ts";
import { findWrongWorkingFolders } from "./wdir.ts";
import { findChangesOfFolder } from "./cmd-cd-instead-of-wdir.ts";
import { findLostChangesOfFolder } from "./cmd-cd-without-effect.ts";
import { findUnusedDependencies } from "./cmd-dep-not-used.ts";
import { findEmptyCommands } from "./cmd-empty.ts";
import { findSecretVariables } from "./cmd-env-secret.ts";
import { findUndeclaredInputs } from "./cmd-input-not-in-deps.ts";
import { findContinuedLines } from "./cmd-line-continuation.ts";
import { findUndeclaredOutputs } from "./cmd-output-not-declared.ts";
import { findHardcodedParameters } from "./cmd-param-hardcoded.ts";
import { findPosixCommands } from "./cmd-posix-only.ts";
import { findMissingScripts } from "./cmd-script-missing.ts";
import { findUndeclaredScripts } from "./cmd-script-not-in-deps.ts";
import { findSecretsInCommands } from "./cmd-secret.ts";
import { findUnquotedValues } from "./cmd-unquoted-interpolation.ts";
import { findStagesNeverRun } from "./lock-never-run.ts";
import { findEditedEntries } from "./lock-edited-by-hand.ts";
import { findOrphanedEntries } from "./lock-orphan.ts";
import { findStaleCommands } from "./lock-stale-cmd.ts";
import { findStaleDependencies } from "./lock-stale-deps.ts";
import { findStaleParameters } from "./lock-stale-param.ts";
import { findCoveredParameters } from "./params-covered.ts";
import { findDuplicateParameters } from "./params-duplicate.ts";
import { findEmptyParameters } from "./params-null.ts";
import { findUndeclaredReads } from "./params-read-but-not-declared.ts";
import { findChangedTypes } from "./params-type-changed.ts";
import type { FileRule, StageRule } from "./rule.ts";

/** Rules that look at one stage and the files around it. The order is the order of their problems. */
export const stageRules: readonly StageRule[] = [
  findWrongCase,
  findBackslashes,
  findAbsolutePaths,
  findWrongWorkingFolders,
  findExternalOutputs,
  findOutputsInGit,
  findStagesWithoutDependencies,
  findStrangeMetrics,
  findCachedMetrics,
  findStagePlotMistakes,
  findStaleCommands,
  findStaleParameters,
  findStaleDependencies,
  findStagesNeverRun,
  findDuplicateParameters,
  findCoveredParameters,
  findUndeclaredReads,
  findEmptyParameters,
  findChangedTypes,
  findEmptyCommands,
  findContinuedLines,
  findMissingScripts,
  findUndeclaredScripts,
  findUndeclaredInputs,
  findUndeclaredOutputs,
  findUnusedDependencies,
  findSecretsInCommands,
  findSecretVariables,
  findUnquotedValues,
  findHardcodedParameters,
  findChangesOfFolder,
  findLostChangesOfFolder,
  findPosixCommands,
];

/** Those of them that also look at what other stages make: `links` or `isComplete`, be it through `isMissing`. */
export const rulesAmongOthers: ReadonlySet<StageRule> = new Set([
  findWrongCase,
  findWrongWorkingFolders,
  findStaleDependencies,
  findUnusedDependencies,
  findMissingScripts,
  findUndeclaredScripts,
  findUndeclaredInputs,
  findStagePlotMistakes,
]);

/** Rules that look at one dvc.yaml, beyond its stages, and at its dvc.lock. */
export const fileRules: readonly FileRule[] = [
  findStrangeTopLevelMetrics,
  findPlotMistakes,
  findStrangeArtifacts,
  findOrphanedEntries,
  findEditedEntries,
];
