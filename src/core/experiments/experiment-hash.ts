import { createHash } from "node:crypto";

import { canonicalJson } from "#core/pipeline/python/canonical-json";
import { lockEntryValue } from "#core/pipeline/lock/lock-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { Mapping } from "#core/pipeline/value";

/**
 * The identity of an experiment's content, which DVC puts into the message of its commit: the SHA-256 of the JSON of
 * the new dvc.lock entries by stage name.
 * @param entries of the stages that ran or came from the run cache in this run, and of no others
 * @returns 64 hex digits
 */
export function experimentHash(entries: ReadonlyMap<string, LockEntry>): string {
  const value: Mapping = new Map([...entries].map(([name, entry]) => [name, lockEntryValue(entry)]));
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
