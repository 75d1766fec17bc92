import { dvcFileHash } from "#core/data/dvc-file-hash";
import type { ContentFacts } from "#core/data/record-hash";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import { pythonText } from "#core/pipeline/python/python-text";
import { textOrDigits } from "#core/pipeline/lock/text-or-digits";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping } from "#core/pipeline/value";
import type { Mapping, Scalar, Value } from "#core/pipeline/value";

import type { SourceSettings } from "./source-settings.ts";

/** Data that comes from another repository, with settings for it that DVC keeps in the `.dvc` file. */
export interface RepositoryOrigin extends SourceSettings {
  readonly kind: "repository";
  /** As the user wrote it: an URL, or a path. */
  readonly url: string;
  /** In that repository, relative, with `/`. */
  readonly path: string;
  /** The branch, tag or commit that the user named. */
  readonly rev?: string | undefined;
  /** The commit that the data is of; absent until it was brought. */
  readonly revLock?: string | undefined;
  /** Name of that repository's remote to use instead of its default one. */
  readonly remote?: string | undefined;
}

/** Data that comes from an URL, or from a path outside of the repository. */
export interface UrlOrigin {
  readonly kind: "url";
  /** As the user wrote it. */
  readonly url: string;
  /** What its content was recognised by; absent until it was looked at. */
  readonly facts?: OriginFacts | undefined;
  /** Options for the remote behind the URL, `fs_config` in the file. */
  readonly options: ReadonlyMap<string, string>;
}

/** How the content of an URL is recognised: by its hash, or by what its protocol says of it. */
export interface OriginFacts {
  /** `etag` for clouds, `checksum` for HTTP, else `md5`, which folders have always. */
  readonly key: "md5" | "etag" | "checksum";
  readonly value: string;
  readonly size?: number | undefined;
  /** Files of a folder. */
  readonly nfiles?: number | undefined;
}

export type Origin = RepositoryOrigin | UrlOrigin;

/** What of a `.dvc` file tells where its data comes from. */
export interface ImportRecord {
  readonly origin: Origin;
  /** Why dvc alone can bring this data, as the rest of a sentence after the file's name. */
  readonly unsupported?: string;
}

/**
 * The text of a new `.dvc` file for imported data, as `dvc import` and `dvc import-url` write it.
 * @param name relative to the file's folder
 * @param facts of the data; absent when it was not brought
 */
export function newImportFile(name: string, origin: Origin, facts?: ContentFacts): string {
  const content = new Map<Scalar, Value>([
    ["frozen", true],
    ["deps", [originItem(origin)]],
    ["outs", [outputItem(name, facts)]],
  ]);
  // Before the origin was looked at DVC writes no hash of the file either.
  if (!isLocked(origin)) return printYaml(content, 0);
  return printYaml(new Map<Scalar, Value>([["md5", dvcFileHash(content)], ...content]), 0);
}

/** What a `.dvc` file says of the origin of its data; undefined when that has none. The text may be anything. */
export function readImport(text: string): ImportRecord | undefined {
  const content = toValue(parseYaml("", text).root);
  const deps = isMapping(content) ? content.get("deps") : undefined;
  const [item] = isList(deps) ? deps : [];
  if (!isMapping(item)) return undefined;
  if (item.has("db"))
    return { origin: urlOrigin("", item), unsupported: "holds the result of a database query" };
  const path = textAt(item, "path") ?? "";
  const repo = item.get("repo");
  if (!isMapping(repo)) {
    const isVersioned = item.has("version_id") || item.has("files");
    return {
      origin: urlOrigin(path, item),
      ...(isVersioned && { unsupported: "follows the versions of a cloud" }),
    };
  }
  const origin: RepositoryOrigin = {
    kind: "repository",
    url: textAt(repo, "url") ?? "",
    path,
    rev: textAt(repo, "rev"),
    revLock: textAt(repo, "rev_lock"),
    remote: textAt(repo, "remote"),
  };
  const [config, remote] = [repo.get("config"), repo.get("remote")];
  const settings: SourceSettings = {
    ...((typeof config === "string" || isMapping(config)) && { config }),
    ...(isMapping(remote) && { remoteConfig: remote }),
  };
  return { origin: { ...origin, ...settings } };
}

/** The item of `deps` for an origin. */
function originItem(origin: Origin): Mapping {
  if (origin.kind === "repository") {
    const { url, rev, revLock, config, remote, remoteConfig } = origin;
    const repo = new Map<Scalar, Value>([["url", url]]);
    if (rev !== undefined) repo.set("rev", rev);
    if (revLock !== undefined) repo.set("rev_lock", revLock);
    if (config !== undefined) repo.set("config", config);
    if (remote !== undefined) repo.set("remote", remote);
    else if (remoteConfig !== undefined) repo.set("remote", remoteConfig);
    return new Map<Scalar, Value>([
      ["path", origin.path],
      ["repo", repo],
    ]);
  }
  const { facts, options } = origin;
  const item = new Map<Scalar, Value>();
  if (facts !== undefined) {
    item.set(facts.key, facts.value);
    if (facts.size !== undefined) item.set("size", BigInt(facts.size));
    if (facts.nfiles !== undefined) item.set("nfiles", BigInt(facts.nfiles));
  }
  item.set("hash", "md5").set("path", origin.url);
  if (options.size > 0) item.set("fs_config", new Map<Scalar, Value>(options));
  return item;
}

function outputItem(name: string, facts: ContentFacts | undefined): Mapping {
  const item = new Map<Scalar, Value>();
  if (facts !== undefined) {
    item.set("md5", facts.md5);
    if (facts.size !== undefined) item.set("size", BigInt(facts.size));
    if (facts.nfiles !== undefined) item.set("nfiles", BigInt(facts.nfiles));
    if (facts.isexec === true) item.set("isexec", true);
  }
  return item.set("hash", "md5").set("path", name);
}

/** It was looked at, and what was found there is recorded. */
export function isLocked(origin: Origin): boolean {
  return origin.kind === "repository" ? origin.revLock !== undefined : origin.facts !== undefined;
}

function urlOrigin(url: string, item: Mapping): UrlOrigin {
  const options = item.get("fs_config");
  const entries = isMapping(options) ? [...options] : [];
  const texts = entries.flatMap(([key, value]) =>
    isMapping(value) || isList(value) ? [] : [[pythonText(key), pythonText(value)] as const],
  );
  return { kind: "url", url, facts: factsIn(item), options: new Map(texts) };
}

function factsIn(item: Mapping): OriginFacts | undefined {
  for (const key of ["md5", "etag", "checksum"] as const) {
    const value = textAt(item, key);
    if (value === undefined) continue;
    const [size, nfiles] = [item.get("size"), item.get("nfiles")];
    return {
      key,
      value,
      size: typeof size === "bigint" ? Number(size) : undefined,
      nfiles: typeof nfiles === "bigint" ? Number(nfiles) : undefined,
    };
  }
  return undefined;
}

function textAt(item: Mapping, key: string): string | undefined {
  return textOrDigits(item.get(key));
}
