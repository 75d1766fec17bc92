import { describe, expect, test } from "vitest";

import {
  compareVersions,
  formatTagName,
  isModelName,
  isName,
  isVersion,
  nextVersion,
  parseTagName,
  toModelName,
} from "#core/registry/names";
import type { RegistryTag } from "#core/registry/names";

const tags: readonly (readonly [string, RegistryTag])[] = [
  ["m@v1.2.3", { action: "register", model: "m", version: "v1.2.3" }],
  ["m@v1.2.3#7", { action: "register", model: "m", version: "v1.2.3", counter: 7 }],
  ["m@v1.2.3!", { action: "deregister", model: "m", version: "v1.2.3" }],
  ["m@v1.2.3!#2", { action: "deregister", model: "m", version: "v1.2.3", counter: 2 }],
  ["m#prod", { action: "assign", model: "m", stage: "prod" }],
  ["m#prod#1", { action: "assign", model: "m", stage: "prod", counter: 1 }],
  ["m#prod!", { action: "unassign", model: "m", stage: "prod" }],
  ["m#prod!#12", { action: "unassign", model: "m", stage: "prod", counter: 12 }],
  ["m#1", { action: "assign", model: "m", stage: "1" }],
  ["m@deprecated", { action: "deprecate", model: "m" }],
  ["m@deprecated#3", { action: "deprecate", model: "m", counter: 3 }],
  ["m@created", { action: "create", model: "m" }],
  ["sub/dir=model@v0.0.1", { action: "register", model: "sub/dir:model", version: "v0.0.1" }],
  ["a.b/c_d=x/y-z#dev/eu", { action: "assign", model: "a.b/c_d:x/y-z", stage: "dev/eu" }],
  ["m@v1.0.0-rc.1+build.5", { action: "register", model: "m", version: "v1.0.0-rc.1+build.5" }],
];

const foreign = `
  v1.2.3 m m@1.2.3 m@v1.2 m@v01.2.3 m@latest m@v1.2.3# m@v1.2.3!! m@v1.2.3#x m# m#prod#x m#-prod m#prod- -m@v1.0.0
  m-@v1.0.0 m@deprecated! m@@v1.0.0 dir:m@v1.0.0 =m@v1.0.0 a=b=m@v1.0.0 mödel@v1.0.0 m.n@v1.0.0 m@V1.0.0
  m@v99999999999999999999.0.0`
  .trim()
  .split(/\s+/);

describe("tag names", () => {
  test.each(tags)("%s is read", (name, meaning) => {
    expect(parseTagName(name)).toEqual(meaning);
  });

  test.each(tags)("%s is written", (name, meaning) => {
    expect(formatTagName(meaning)).toBe(name);
  });

  test.each(foreign)("%s is not the registry's", (name) => {
    expect(parseTagName(name)).toBeUndefined();
  });
});

describe("names", () => {
  test.each(["m", "1", "a-b", "a_b", "a/b", "A1"])("%s is a name", (name) => {
    expect(isName(name)).toBe(true);
    expect(isModelName(name)).toBe(true);
  });

  test.each(["", "-a", "a-", "_a", "a/", "a.b", "a b", "a=b", "é"])("'%s' is not", (name) => {
    expect(isName(name)).toBe(false);
    expect(isModelName(name)).toBe(false);
  });

  test("a full name has one folder at most", () => {
    expect(isModelName("sub/dir.x:m")).toBe(true);
    expect(isModelName("a:b:m")).toBe(false);
    expect(isModelName(":m")).toBe(false);
  });

  test("a dvc.yaml stands for its folder", () => {
    expect(toModelName("sub/dir/dvc.yaml:m")).toBe("sub/dir:m");
    expect(toModelName("dvc.yaml:m")).toBe("m");
    expect(toModelName("./dvc.yaml:m")).toBe("m");
    expect(toModelName("sub:m")).toBe("sub:m");
  });
});

describe("versions", () => {
  test.each(["v0.0.0", "v1.2.3-a.1", "v1.2.3+x"])("%s is a version", (version) => {
    expect(isVersion(version)).toBe(true);
  });

  test.each(["1.2.3", "v1", "v1.2.3-", "v1.2.3-01", "v1.2.3 ", "latest", ""])("'%s' is not", (version) => {
    expect(isVersion(version)).toBe(false);
  });

  test("are ordered by number, a pre-release before its release", () => {
    const sorted = ["v0.0.2", "v0.0.10", "v1.0.0", "v1.0.0-rc.2", "v1.0.0-rc.10"].toSorted(compareVersions);
    expect(sorted).toEqual(["v0.0.2", "v0.0.10", "v1.0.0-rc.2", "v1.0.0-rc.10", "v1.0.0"]);
  });

  test.each([
    [[], "v0.0.1"],
    [["v0.0.9", "v0.0.10"], "v0.0.11"],
    [["v1.0.0-rc.1"], "v1.0.1"],
    [["v2.3.4+b"], "v2.3.5"],
  ])("after %j comes %s", (versions, next) => {
    expect(nextVersion(versions)).toBe(next);
  });
});
