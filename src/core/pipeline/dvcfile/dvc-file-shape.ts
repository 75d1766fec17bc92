/** What a value of a `.dvc` file must be. */
export type ValueKind = "text" | "folder" | "flag" | "whole" | "hash" | "texts" | "mapping" | "list" | "any";

/** The keys of a mapping, with what each may hold. */
export type KeyTable = Readonly<Record<string, ValueKind>>;

const factKeys: KeyTable = { size: "whole", nfiles: "whole", isexec: "flag", version_id: "text" };
const hashKeys: KeyTable = { md5: "hash", checksum: "hash", etag: "hash" };

/** What dvc.lock records of a dependency or output: DVC's `DATA_SCHEMA`. */
export const recordShape: KeyTable = {
  path: "text",
  hash: "text",
  ...hashKeys,
  ...factKeys,
  cloud: "mapping",
  files: "list",
};

const dataKeys: KeyTable = { ...recordShape, persist: "flag", fs_config: "mapping" };

/** The keys of the file itself: DVC's `SINGLE_STAGE_SCHEMA`. */
export const fileShape: KeyTable = {
  md5: "hash",
  wdir: "folder",
  deps: "list",
  outs: "list",
  locked: "flag",
  frozen: "flag",
  meta: "any",
  always_changed: "flag",
  desc: "text",
};

export const outputShape: KeyTable = {
  ...dataKeys,
  desc: "text",
  type: "text",
  labels: "texts",
  meta: "any",
  cache: "flag",
  remote: "text",
  push: "flag",
};

export const dependencyShape: KeyTable = { ...dataKeys, repo: "mapping", db: "mapping" };

/** Where imported data comes from; a `config` or a `remote` is a name or a mapping. */
export const repositoryShape: KeyTable = {
  url: "text",
  rev: "text",
  rev_lock: "text",
  config: "any",
  remote: "any",
};
