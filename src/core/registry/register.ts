import type { Git } from "#core/git/git";
import { readCommit } from "#core/git/revisions";
import type { Artifact } from "#core/pipeline/model";

import { createRegistryTag } from "./create-registry-tag.ts";
import { commitHadVersion, commitHasVersion, invalidVersion, versionExists } from "./failures.ts";
import { findModel } from "./find-model.ts";
import type { FoundModel } from "./find-model.ts";
import type { ModelVersion, Registration } from "./model.ts";
import { isVersion, nextVersion } from "./names.ts";

/**
 * Registers a commit as a version of a model, as `gto register` does: with an annotated tag. Without a version it is
 * the next one, `v0.0.1` at first; on a commit whose version was deregistered it is that version again. Throws a
 * Failure when the model, the revision or the version will not do.
 */
export async function register(
  git: Git,
  artifacts: readonly Artifact[],
  request: { model: string; rev: string; version?: string; message?: string },
): Promise<Registration> {
  if (request.version !== undefined && !isVersion(request.version)) throw invalidVersion(request.version);
  const model = await findModel(git, artifacts, request.model);
  const { id: rev } = await readCommit(git, request.rev);
  const before = versionOf(model, rev);
  const version = chooseVersion(model, rev, before, request.version);
  const tag = await createRegistryTag(
    git,
    // The plain name is taken by the first registration.
    { action: "register", model: model.name, version, ...(before && { counter: model.nextCounter }) },
    rev,
    request.message ?? `Registering artifact ${model.name} version ${version}`,
  );
  return { model: model.name, version, tag, rev };
}

/** What the commit is or was a version as; the active one where there are several. */
function versionOf(model: FoundModel, rev: string): ModelVersion | undefined {
  const here = model.versions.filter((version) => version.rev === rev);
  return here.find((version) => version.active) ?? here[0];
}

function chooseVersion(
  model: FoundModel,
  rev: string,
  before: ModelVersion | undefined,
  wanted: string | undefined,
): string {
  if (before?.active) throw commitHasVersion(model.name, before.version, rev);
  if (before && wanted !== undefined && wanted !== before.version) {
    throw commitHadVersion(model.name, before.version, rev);
  }
  const next = nextVersion(model.versions.map(({ version }) => version));
  const version = wanted ?? before?.version ?? next;
  const other = model.versions.find((known) => known.version === version && known !== before);
  if (other) throw versionExists(model.name, version, other.rev, next);
  return version;
}
