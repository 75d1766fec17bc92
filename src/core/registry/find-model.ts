import { listTags } from "#core/git/tags";
import type { Git } from "#core/git/git";
import type { Artifact } from "#core/pipeline/model";

import { invalidModelName, unknownModel } from "./failures.ts";
import type { RegisteredModel } from "./model.ts";
import { isModelName, parseTagName, toModelName } from "./names.ts";
import { readRegistry } from "./read-registry.ts";

/** A model as the registry has it now, with the counter that its next numbered tag gets. */
export interface FoundModel extends RegisteredModel {
  readonly nextCounter: number;
}

/**
 * Finds a model by the name that a person gives: `digits`, `sub:digits` or `sub/dvc.yaml:digits`. It must be declared
 * under `artifacts:` or have tags, so that a typo does not found a new model. Throws a Failure when it is neither.
 */
export async function findModel(git: Git, artifacts: readonly Artifact[], text: string): Promise<FoundModel> {
  const name = toModelName(text);
  if (!isModelName(name)) throw invalidModelName(text);
  const tags = await listTags(git);
  const models = readRegistry(tags, artifacts);
  const names = models.map((candidate) => candidate.name);
  const model = models.find((candidate) => candidate.name === name);
  if (!model) throw unknownModel(name, names);
  const counters = tags.map((tag) => parseTagName(tag.name)).filter((tag) => tag?.model === name);
  // Over all tags of the model, whatever they say: that is how GTO counts.
  return { ...model, nextCounter: 1 + Math.max(0, ...counters.map((tag) => tag?.counter ?? 0)) };
}
