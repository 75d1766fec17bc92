import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";

import { isVersion } from "./names.ts";

export function invalidModelName(name: string): Failure {
  return new Failure({
    kind: "model-name-invalid",
    class: "usage",
    message: `"${name}" cannot be the name of a model; use letters, digits, "-", "_" and "/", with a letter or digit at both ends.`,
  });
}

export function unknownModel(name: string, models: readonly string[]): Failure {
  const guess = closest(name, models);
  const wayOut =
    guess === undefined
      ? `declare it under "artifacts:" in dvc.yaml${models.length > 0 ? `, or name one of ${list(models)}` : ""}`
      : `did you mean "${guess}"?`;
  return new Failure({
    kind: "model-unknown",
    class: "usage",
    message: `There is no model "${name}"; ${wayOut}${wayOut.endsWith("?") ? "" : "."}`,
  });
}

export function invalidVersion(version: string): Failure {
  const meant = isVersion(`v${version}`) ? `; did you mean "v${version}"?` : ', such as "v1.2.3".';
  return new Failure({
    kind: "version-invalid",
    class: "usage",
    message: `"${version}" is not a version: it is a "v" and three numbers${meant}`,
  });
}

export function versionExists(model: string, version: string, rev: string, next: string): Failure {
  return new Failure({
    kind: "version-exists",
    class: "usage",
    message: `"${model}" has a version ${version} already, at commit ${short(rev)}; the next free one is ${next}.`,
  });
}

export function commitHasVersion(model: string, version: string, rev: string): Failure {
  return new Failure({
    kind: "commit-has-version",
    class: "usage",
    message: `Commit ${short(rev)} is version ${version} of "${model}" already; a commit can have only one, so register another one.`,
  });
}

export function commitHadVersion(model: string, version: string, rev: string): Failure {
  return new Failure({
    kind: "commit-had-version",
    class: "usage",
    message: `Commit ${short(rev)} was version ${version} of "${model}" before; only that one can be registered there again.`,
  });
}

export function unknownVersion(model: string, version: string, versions: readonly string[]): Failure {
  const known = versions.length > 0 ? `it has ${list(versions)}` : "register one first";
  return new Failure({
    kind: "version-unknown",
    class: "usage",
    message: `"${model}" has no version ${version}; ${known}.`,
  });
}

export function inactiveVersion(model: string, version: string): Failure {
  return new Failure({
    kind: "version-inactive",
    class: "usage",
    message: `Version ${version} of "${model}" was deregistered; register it again first.`,
  });
}

export function invalidStageName(stage: string): Failure {
  return new Failure({
    kind: "stage-name-invalid",
    class: "usage",
    message: `"${stage}" cannot be the name of a stage; use letters, digits, "-", "_" and "/", with a letter or digit at both ends.`,
  });
}

export function alreadyAssigned(model: string, version: string, stage: string): Failure {
  return new Failure({
    kind: "stage-assigned",
    class: "usage",
    message: `Version ${version} of "${model}" is in stage "${stage}" already; there is nothing to do.`,
  });
}

/** The registry does not know the tag, or it would have had something to say before. */
export function tagExists(tag: string): Failure {
  return new Failure({
    kind: "tag-exists",
    class: "usage",
    message: `The Git tag "${tag}" exists already; if it is not annotated the registry does not count it: remove it with \`git tag -d "${tag}"\`.`,
  });
}

function short(rev: string): string {
  return rev.slice(0, 7);
}

/** The first few, so that the sentence stays one. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  return names.length > shown.length ? `${shown.join(", ")} and others` : shown.join(", ");
}
