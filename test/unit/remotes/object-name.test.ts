import { expect, test } from "vitest";

import { algorithmOf, isObjectHash, objectName, parseObjectName } from "#core/data/cache/object-name";

const md5 = "9dd4e461268c8034f5c8564e155c67a6";

test.each([
  [{ md5, isLegacy: false }, "files/md5/9d/d4e461268c8034f5c8564e155c67a6"],
  [{ md5: `${md5}.dir`, isLegacy: false }, "files/md5/9d/d4e461268c8034f5c8564e155c67a6.dir"],
  [{ md5, isLegacy: true }, "9d/d4e461268c8034f5c8564e155c67a6"],
])("%o is at %s, and is read back from there", (object, name) => {
  expect(objectName(object)).toBe(name);
  expect(parseObjectName(name)).toEqual(object);
});

test.each([
  "files/md5/9d/../../../etc/passwd",
  "files/md5/9d/d4e461268c8034f5c8564e155c67a6.dir.tmp",
  "files/md5/9D/d4e461268c8034f5c8564e155c67a6",
  "files/md5/9d/.d4e461268c8034f5c8564e155c67a",
  "/9d/d4e461268c8034f5c8564e155c67a6",
  "files/md5/9d/d4e461268c8034f5c8564e155c67a6\n",
  "runs/9d/d4e461268c8034f5c8564e155c67a6",
])("what a remote lists as %j is no object", (name) => {
  expect(parseObjectName(name)).toBeUndefined();
});

test("only a hash is taken for the name of an object", () => {
  expect(isObjectHash(`${md5}.dir`)).toBe(true);
  expect(isObjectHash(`../${md5.slice(3)}`)).toBe(false);
});

test("DVC 2 hashed texts with Unix line ends, and listings as they are", () => {
  expect(algorithmOf({ md5, isLegacy: true })).toBe("md5-dos2unix");
  expect(algorithmOf({ md5: `${md5}.dir`, isLegacy: true })).toBe("md5");
});
