import { Failure } from "#core/failure";

import type { TreeEntry } from "./dir-object.ts";
import type { ObjectSource } from "./plan-checkout.ts";

/**
 * The files of a folder; undefined when its listing is not there or is damaged, for those to whom the one says as little
 * as the other.
 */
export async function readIntactTree(
  objects: Pick<ObjectSource, "readTree">,
  md5: string,
): Promise<readonly TreeEntry[] | undefined> {
  try {
    return await objects.readTree(md5);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
