import { Failure } from "#core/failure";
import type { Git } from "#core/git/git";
import { createTag } from "#core/git/tags";

import { tagExists } from "./failures.ts";
import { formatTagName } from "./names.ts";
import type { RegistryTag } from "./names.ts";

/** Makes the annotated tag that says this of a commit, and gives its name. Throws a Failure when it is there already. */
export async function createRegistryTag(
  git: Git,
  meaning: RegistryTag,
  commit: string,
  message: string,
): Promise<string> {
  const name = formatTagName(meaning);
  try {
    await createTag(git, { name, commit, message });
  } catch (error) {
    throw error instanceof Failure && error.kind === "ref-exists" ? tagExists(name) : error;
  }
  return name;
}
