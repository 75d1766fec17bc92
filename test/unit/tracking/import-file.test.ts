import { expect, test } from "vitest";
import { newImportFile, readImport } from "#core/tracking/import/import-file";
import type { RepositoryOrigin, UrlOrigin } from "#core/tracking/import/import-file";
import { updatedImport } from "#core/tracking/import/updated-import";

const revLock = "551195020da8b6551edd565e7d1879ee867f3251";

/** What `dvc import ../src data` wrote. */
const imported = `md5: 376afb81d7d02ec30c2209bd07278a31
frozen: true
deps:
- path: data
  repo:
    url: ../src
    rev_lock: ${revLock}
outs:
- md5: bc1194bc0b3db80d1fce1225acd65417.dir
  size: 5
  nfiles: 2
  hash: md5
  path: data
`;

const origin: RepositoryOrigin = { kind: "repository", url: "../src", path: "data", revLock };
const facts = { md5: "bc1194bc0b3db80d1fce1225acd65417.dir", size: 5, nfiles: 2 };

test("an import is written as dvc writes it, its own hash included", () => {
  expect(newImportFile("data", origin, facts)).toBe(imported);
});

test("what was not looked at has no hash of the file, as in dvc", () => {
  const text = newImportFile("exec.sh", { kind: "repository", url: "../src", path: "exec.sh" });
  expect(text).toBe(
    "frozen: true\ndeps:\n- path: exec.sh\n  repo:\n    url: ../src\nouts:\n- hash: md5\n  path: exec.sh\n",
  );
});

/** What \`dvc import-url\` wrote for a file in S3. */
test("an import of an URL is recognised by its ETag and keeps its options", () => {
  const url: UrlOrigin = {
    kind: "url",
    url: "s3://bkt/pre/put.txt",
    facts: { key: "etag", value: "5bbf5a52328e7439ae6e719dfe712200", size: 4 },
    options: new Map([["endpointurl", "http://127.0.0.1:17070"]]),
  };
  const text = newImportFile("s3.txt", url, { md5: "5bbf5a52328e7439ae6e719dfe712200", size: 4 });
  expect(text).toBe(`md5: b26426d824162bd8fd79a56f7c4a3b13
frozen: true
deps:
- etag: 5bbf5a52328e7439ae6e719dfe712200
  size: 4
  hash: md5
  path: s3://bkt/pre/put.txt
  fs_config:
    endpointurl: http://127.0.0.1:17070
outs:
- md5: 5bbf5a52328e7439ae6e719dfe712200
  size: 4
  hash: md5
  path: s3.txt
`);
  expect(readImport(text)).toEqual({ origin: url });
});

test("what a file says of its origin is read back", () => {
  expect(readImport(imported)?.origin).toMatchObject(origin);
  expect(readImport("outs:\n- path: x\n")).toBeUndefined();
  expect(readImport("deps: [")).toBeUndefined();
  expect(readImport("deps:\n- db: {connection: c, query: q}\nouts: []\n")?.unsupported).toContain("database");
  const own = imported.replace("    url: ../src\n", "    url: ../src\n    config: conf\n");
  expect(readImport(own)?.origin).toMatchObject({ ...origin, config: "conf" });
});

test("an update changes what moved, and leaves comments and order alone", () => {
  const commented = imported.replace("frozen: true", "frozen: true # by hand").replace(/^md5.*\n/u, "");
  const moved = updatedImport("data.dvc", commented, {
    origin: { ...origin, rev: "v2", revLock: "0".repeat(40) },
    facts: { md5: "8a6b9360144a577527e8888d63934170.dir", size: 6, nfiles: 2 },
  });
  expect(moved).toContain("frozen: true # by hand");
  expect(moved).toContain(`    rev_lock: "${"0".repeat(40)}"`.replaceAll('"', "'"));
  expect(moved).toContain("    rev: v2\n");
  expect(moved).toContain("- md5: 8a6b9360144a577527e8888d63934170.dir\n  size: 6\n");
  expect(moved).toMatch(/^md5: [0-9a-f]{32}$/mu);
});

test("data that was left at its origin has no hash any more", () => {
  const later = updatedImport("data.dvc", imported, { origin: { ...origin, revLock: "a".repeat(40) } });
  expect(later).toContain("outs:\n- hash: md5\n  path: data\n");
});

test("the content of an URL may come to be recognised in another way", () => {
  const before = newImportFile("f", {
    kind: "url",
    url: "https://h/f",
    facts: { key: "checksum", value: '"v1"', size: 3 },
    options: new Map(),
  });
  const after = updatedImport("f.dvc", before, {
    origin: {
      kind: "url",
      url: "https://h/f",
      facts: { key: "md5", value: "b".repeat(32), size: 4 },
      options: new Map(),
    },
  });
  expect(after).not.toContain("checksum");
  expect(readImport(after)?.origin).toMatchObject({ facts: { key: "md5", value: "b".repeat(32), size: 4 } });
});
