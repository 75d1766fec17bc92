import type { Git } from "#core/git/git";
import type { Artifact } from "#core/pipeline/model";

import { createRegistryTag } from "./create-registry-tag.ts";
import {
  alreadyAssigned,
  inactiveVersion,
  invalidStageName,
  invalidVersion,
  unknownVersion,
} from "./failures.ts";
import { findModel } from "./find-model.ts";
import type { Registration } from "./model.ts";
import { isName, isVersion } from "./names.ts";

/**
 * Puts a registered version into a stage, as `gto assign` does: with an annotated, numbered tag on the version's
 * commit. Throws a Failure when the model, the version or the stage will not do.
 */
export async function assign(
  git: Git,
  artifacts: readonly Artifact[],
  request: { model: string; version: string; stage: string },
): Promise<Registration> {
  const { version, stage } = request;
  if (!isName(stage)) throw invalidStageName(stage);
  if (!isVersion(version)) throw invalidVersion(version);
  const model = await findModel(git, artifacts, request.model);
  const found = model.versions.find((known) => known.version === version);
  if (!found) {
    const active = model.versions.filter((known) => known.active).map((known) => known.version);
    throw unknownVersion(model.name, version, active);
  }
  if (!found.active) throw inactiveVersion(model.name, version);
  if (model.stages[stage]?.includes(version)) throw alreadyAssigned(model.name, version, stage);
  const tag = await createRegistryTag(
    git,
    { action: "assign", model: model.name, stage, counter: model.nextCounter },
    found.rev,
    `Assigning stage ${stage} to artifact ${model.name} version ${version}`,
  );
  return { model: model.name, version, tag, rev: found.rev };
}
