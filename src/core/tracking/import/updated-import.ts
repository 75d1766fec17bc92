import { parseDvcFile } from "#core/data/dvc-file";
import { dvcFileHash } from "#core/data/dvc-file-hash";
import { recordHash } from "#core/data/record-hash";
import type { ContentFacts } from "#core/data/record-hash";
import { deleteYamlValue, setYamlValue } from "#core/pipeline/edit/edit-yaml";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";

import type { Origin } from "./import-file.ts";

/**
 * Writes into the text of an import's `.dvc` file what its origin is now, and what its data is; without facts, that the
 * data was left where it is. Comments and everything else stay.
 */
export function updatedImport(
  file: string,
  text: string,
  { origin, facts }: { readonly origin: Origin; readonly facts?: ContentFacts | undefined },
): string {
  const withOrigin = Object.entries(recordOf(origin)).reduce(
    (edited, [key, value]) => setOrDelete(edited, `deps.0.${key}`, value),
    text,
  );
  return withHash(facts === undefined ? withoutFacts(withOrigin) : withFacts(file, withOrigin, facts));
}

function recordOf(origin: Origin): Readonly<Record<string, Value | undefined>> {
  if (origin.kind === "repository") return { "repo.rev": origin.rev, "repo.rev_lock": origin.revLock };
  const { facts } = origin;
  return {
    md5: facts?.key === "md5" ? facts.value : undefined,
    etag: facts?.key === "etag" ? facts.value : undefined,
    checksum: facts?.key === "checksum" ? facts.value : undefined,
    size: facts?.size === undefined ? undefined : BigInt(facts.size),
    nfiles: facts?.nfiles === undefined ? undefined : BigInt(facts.nfiles),
  };
}

function withFacts(file: string, text: string, facts: ContentFacts): string {
  const [recorded] = parseDvcFile(file, text).outs;
  return recorded === undefined ? text : recordHash(text, 0, recorded, facts);
}

function withoutFacts(text: string): string {
  return ["md5", "size", "nfiles", "isexec"].reduce(
    (edited, key) => setOrDelete(edited, `outs.0.${key}`, undefined),
    text,
  );
}

function withHash(text: string): string {
  const content = toValue(parseYaml("", text).root);
  return isMapping(content) ? setYamlValue(text, "md5", dvcFileHash(content), "either") : text;
}

function setOrDelete(text: string, key: string, value: Value | undefined): string {
  if (value !== undefined) return setYamlValue(text, key, value, "either");
  return isThere(text, key) ? deleteYamlValue(text, key) : text;
}

function isThere(text: string, key: string): boolean {
  let value: Value | undefined = toValue(parseYaml("", text).root);
  for (const step of key.split(".")) {
    value = isList(value) ? value[Number(step)] : isMapping(value) ? value.get(step) : undefined;
  }
  return value !== undefined;
}
