import { isObjectHash } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";

import type { TrackedOutput } from "./tracked.ts";

/** The object that is recorded for an output; undefined when no hash is, or one that can be no object's. */
export function recordedObject({ recorded }: Pick<TrackedOutput, "recorded">): DataObject | undefined {
  const md5 = recorded?.md5;
  if (md5 === undefined || !isObjectHash(md5)) return undefined;
  return { md5, isLegacy: recorded?.hash === undefined };
}
